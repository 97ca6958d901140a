import type { Profile } from "../service/profile.ts";
import type { RateStyle, ResetForm } from "../service/rate-limits/rate-style.ts";
import type { JsonSchema } from "./schemas.ts";

export type Headers = Readonly<Record<string, { readonly description: string; readonly schema: JsonSchema }>>;

const resetForms: Readonly<Record<ResetForm, string>> = {
  epoch_s: "epoch seconds",
  epoch_ms: "epoch milliseconds",
  iso: "ISO 8601",
};

/** What answers tell of the caller's limits, where the server limits at all (API "Rate Limiting", PLATFORM row 38). */
export function rateHeaders(status: number, { rates }: Profile): Headers {
  if (status !== 429 && rates.toldOn === "refusals") return {};
  return {
    ...(rates.limitHeader ? { "X-RateLimit-Limit": integer("Requests of this kind in a minute") } : {}),
    "X-RateLimit-Remaining": integer("Requests left in this window"),
    "X-RateLimit-Reset": reset(rates),
    ...(status === 429 && rates.retryAfterHeader ? { "Retry-After": integer("Seconds to wait") } : {}),
  };
}

function reset({ resetForms: forms }: RateStyle) {
  const text = `When there is room again: ${forms.map((form) => resetForms[form]).join(" or ")}`;
  return { description: text, schema: { type: forms.includes("iso") ? "string" : "integer" } };
}

function integer(description: string) {
  return { description, schema: { type: "integer", minimum: 0 } };
}
