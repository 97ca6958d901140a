import { messageOf } from "../base/errors.ts";
import { engineError } from "./errors.ts";

/** What is stored of a value; null stands for `undefined`. Throws `value_not_json` for what JSON cannot hold. */
export function jsonText(value: unknown): string | null {
  if (value === undefined) return null;
  try {
    const text = JSON.stringify(value);
    if (text !== undefined) return text;
  } catch (error) {
    throw engineError("value_not_json", `A recorded value must be JSON: ${messageOf(error)}`, {}, error);
  }
  throw engineError("value_not_json", `A recorded value must be JSON, and a ${typeof value} is not`);
}
