import type { RateStyle } from "../rate-limits/rate-style.ts";

/** PLATFORM row 38, "server". */
export const openRates: RateStyle = {
  window: "fixed",
  usableShare: 1,
  scope: "caller",
  toldOn: "every_answer",
  limitHeader: true,
  retryAfterHeader: true,
  resetForms: ["epoch_s"],
};

/** What the document states: X-RateLimit-Remaining and X-RateLimit-Reset, "included in 429 responses". */
export const documentedRates: RateStyle = { ...openRates, toldOn: "refusals", limitHeader: false, retryAfterHeader: false };

/** The worst reading of it (PLATFORM row 38, **A:**). */
export const hostileRates: RateStyle = {
  ...documentedRates,
  window: "sliding",
  usableShare: 0.9,
  scope: "caller_and_address",
  resetForms: ["iso", "epoch_ms"],
};
