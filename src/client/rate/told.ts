import { retryAfterMs } from "../../base/retry-after.ts";

type Headers = Readonly<Record<string, string>>;

/** What a reply says of the budget its request was counted in; undefined is what it does not say, or says in no known form. */
export interface Told {
  readonly limit: number | undefined;
  readonly remaining: number | undefined;
  /** When the budget is whole again, on our clock: never too early, at most a second and the reply's travelling time late. */
  readonly resetAtMs: number | undefined;
  /** How long the reply asks to wait. */
  readonly waitMs: number | undefined;
}

/** Reads the rate headers in any form (PLATFORM row 38), whichever clock the server has, as long as it tells it in `Date`. */
export function toldBy(headers: Headers, nowMs: number): Told {
  const { date, "x-ratelimit-reset": reset } = headers;
  const untilResetMs = retryAfterMs({ ...(date && { date }), ...(reset && { "x-ratelimit-reset": reset }) }, nowMs);
  return {
    limit: wholeNumber(headers["x-ratelimit-limit"], 1),
    remaining: wholeNumber(headers["x-ratelimit-remaining"], 0),
    resetAtMs: untilResetMs === undefined ? undefined : nowMs + untilResetMs,
    waitMs: retryAfterMs(headers, nowMs),
  };
}

function wholeNumber(text: string | undefined, least: number): number | undefined {
  const value = text?.trim() ?? "";
  if (!/^\d{1,9}$/.test(value)) return undefined;
  return Number(value) >= least ? Number(value) : undefined;
}
