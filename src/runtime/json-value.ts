import { messageOf } from "../base/errors.ts";
import type { Json } from "../base/json.ts";
import { runtimeError } from "./errors.ts";

/** What the next execution will read of `value`. Throws `state_value_invalid`, which names the call, for what JSON cannot hold. */
export function jsonValue(call: string, value: Json): Json {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw runtimeError("state_value_invalid", `${call}: the value cannot be written as JSON: ${messageOf(cause)}`, {}, cause);
  }
  if (text === undefined) throw runtimeError("state_value_invalid", `${call}: a value of type ${typeof value} is not JSON`);
  return JSON.parse(text) as Json;
}
