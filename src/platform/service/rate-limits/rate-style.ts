export type ResetForm = "epoch_s" | "epoch_ms" | "iso";

/** How a server counts and what it tells, where the document leaves it open (API "Rate Limiting", PLATFORM row 38). */
export interface RateStyle {
  /** fixed: the clock's minutes. sliding: the last 60 seconds, whenever one looks. */
  readonly window: "fixed" | "sliding";
  /** Above 0, at most 1: requests are refused once this share of a limit is used. */
  readonly usableShare: number;
  /** caller: an agent by its id, the anonymous by address. caller_and_address: agents are held to their address's budget as well. */
  readonly scope: "caller" | "caller_and_address";
  readonly toldOn: "every_answer" | "refusals";
  /** X-RateLimit-Limit, which the document does not name. */
  readonly limitHeader: boolean;
  /** Retry-After on refusals, which the document does not name. */
  readonly retryAfterHeader: boolean;
  /** How X-RateLimit-Reset is written: by turns, where there are several. */
  readonly resetForms: readonly [ResetForm, ...ResetForm[]];
}
