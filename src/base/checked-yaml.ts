import type { z } from "zod";
import { parseLocatedYaml } from "./located-yaml.ts";

/** A YAML text that fits a schema, or what is wrong with it: a `file:line:column path: fault` for each fault. */
export type CheckedYaml<T> =
  | { readonly ok: true; readonly value: T; at(path: readonly PropertyKey[]): string }
  | { readonly ok: false; readonly faults: readonly string[] };

// What was written there may be what is wrong, and is not repeated.
const secretKeys = ["api_key", "token"];
const longestQuote = 80;

/** An empty text is an empty object. `file` is only for messages. Never throws. */
export function checkYaml<S extends z.ZodType>(text: string, file: string, schema: S): CheckedYaml<z.output<S>> {
  const yaml = parseLocatedYaml(text, file);
  if (yaml.faults.length > 0) return { ok: false, faults: yaml.faults };
  const value = yaml.value ?? {};
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data, at: yaml.at };
  const faults = parsed.error.issues
    .flatMap(innermost)
    .flatMap((issue) => places(issue).map((path) => `${yaml.at(path)} ${sentence(path, issue, value)}`));
  return { ok: false, faults: [...new Set(faults)] };
}

/** Of the alternatives of a union, what is wrong with the one that was meant: the one whose keys are given. */
function innermost(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union") return [issue];
  const meant = issue.errors.find((errors) => errors.length > 0 && errors.every(isInside));
  if (!meant) return [issue];
  return meant.flatMap((inner) => innermost({ ...inner, path: [...issue.path, ...inner.path] }));
}

function isInside(issue: z.core.$ZodIssue): boolean {
  return issue.path.length > 0 && issue.code !== "unrecognized_keys" && !issue.message.endsWith("received undefined");
}

/** An unknown key is reported where it stands, not where its object begins. */
function places(issue: z.core.$ZodIssue): readonly PropertyKey[][] {
  return issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
}

function sentence(path: readonly PropertyKey[], issue: z.core.$ZodIssue, value: unknown): string {
  const found = valueAt(value, path);
  const isScalar = ["string", "number", "boolean"].includes(typeof found);
  const shown = isScalar && !secretKeys.includes(String(path.at(-1)));
  const received = shown ? ` (received ${JSON.stringify(found).slice(0, longestQuote)})` : "";
  return `${pathText(path) || "file"}: ${issue.code === "unrecognized_keys" ? "nobody knows this key" : issue.message}${received}`;
}

export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, part) => (typeof inner === "object" && inner !== null ? (inner as Record<PropertyKey, unknown>)[part] : undefined),
    value,
  );
}

/** `orders[3].buyer` */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) => (typeof part === "number" ? `${text}[${part}]` : text ? `${text}.${String(part)}` : String(part)),
    "",
  );
}
