import { z } from "zod";
import { messageOf } from "./errors.ts";

/** A JSON text that fits a schema, or what is wrong with it. */
export type CheckedJson<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/** Never throws. */
export function checkJson<S extends z.ZodType>(text: string, schema: S): CheckedJson<z.output<S>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, problem: messageOf(error) };
  }
  const parsed = schema.safeParse(value);
  return parsed.success ? { ok: true, value: parsed.data } : { ok: false, problem: z.prettifyError(parsed.error) };
}
