import type { Json } from "../../base/json.ts";
import { runtimeError } from "../errors.ts";
import type { Execution } from "../execution.ts";

/**
 * Rejects an action whose texts (or addresses) hold one of the agent's own secrets, or its instructions: `outgoing_text_refused`, before any request
 * and before anything is recorded or shown to a person. The error tells what was found, never the text.
 */
export function assertMayLeave({ confidences }: Pick<Execution, "confidences">, action: string, params: Json): void {
  for (const { field, text } of textsIn(params, "")) {
    const found = confidences.find(text);
    if (found === undefined) continue;
    const what = {
      secret: "one of the agent's own keys",
      marker: "the marker of its instructions",
      instructions: "its instructions",
    };
    throw runtimeError("outgoing_text_refused", `${action}: ${field} holds ${what[found]}, or a part; nothing was sent`, {
      action,
      field,
      found,
    });
  }
}

function textsIn(value: Json, field: string): readonly { readonly field: string; readonly text: string }[] {
  if (typeof value === "string") return [{ field, text: value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner as Json, field === "" ? key : `${field}.${key}`));
}
