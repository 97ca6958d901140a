import { z } from "zod";
import { jsonInText } from "./json-in-text.ts";
import type { ModelReply, OutputFormat } from "./model.ts";
import type { OutputFit } from "./output-ladder.ts";

/** What a worker's output must look like, and how a reply is read. */
export interface OutputContract<T> {
  /** Absent for plain text. */
  readonly format?: Extract<OutputFormat, { readonly type: "json_schema" }>;
  read(reply: ModelReply): Promise<ReadOutput<T>>;
}

/** `problem` is written for the model, which gets it back in the repair round. */
export type ReadOutput<T> =
  | { readonly ok: true; readonly output: T }
  | { readonly ok: false; readonly problem: string; readonly fit: OutputFit };

const longestProblem = 2_000;
const cutOff = "The reply was cut off at the token limit. Be briefer.";

/** Any text but an empty one. Text cut at the token limit is passed on. */
export const textContract: OutputContract<string> = {
  read: async ({ text }) =>
    text?.trim() ? { ok: true, output: text } : { ok: false, problem: "The reply held no text.", fit: "misfits" },
};

/** JSON that `schema` accepts. Endpoints want an object at the root, so any other schema travels as `{ "value": … }`. */
export function schemaContract<S extends z.ZodType>(schema: S, name: string): OutputContract<z.output<S>> {
  const { $schema: _dialect, ...json } = jsonSchema(schema);
  const isObject = json.type === "object";
  const { $schema: _sameDialect, ...wrapped } = isObject ? json : jsonSchema(z.object({ value: schema }));
  return {
    format: { type: "json_schema", name: name.replace(/[^A-Za-z0-9_-]/g, "_").slice(0, 64), schema: wrapped },
    async read({ text, finishReason }) {
      if (finishReason === "length") return { ok: false, problem: cutOff, fit: "fits" };
      const value = jsonInText(text ?? "");
      if (value === undefined) return { ok: false, problem: "The reply was not JSON.", fit: "not_json" };
      const parsed = await schema.safeParseAsync(isObject ? value : (value as { readonly value?: unknown } | null)?.value);
      if (parsed.success) return { ok: true, output: parsed.data };
      return { ok: false, problem: z.prettifyError(parsed.error).slice(0, longestProblem), fit: "misfits" };
    },
  };
}

/** What a model has to write, so the input side of defaults and transforms; what JSON Schema cannot say is left to validation. */
export function jsonSchema(schema: z.ZodType): Readonly<Record<string, unknown>> {
  const known = jsonSchemas.get(schema);
  if (known) return known;
  const json = { ...z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) };
  jsonSchemas.set(schema, json);
  return json;
}

// A handler's schemas are the same objects in each run.
const jsonSchemas = new WeakMap<z.ZodType, Readonly<Record<string, unknown>>>();
