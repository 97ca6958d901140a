import { defineScript } from "./parse-script.ts";
import type { Script } from "./script.ts";

/** Played when no script is given: answers every request with a value that fits its schema, or with prose about its prompt. */
export function builtInScript(): Script {
  return defineScript({ models: ["gpt-5-mini", "gpt-5-nano"], default: { generate: {} } });
}
