import type { Random } from "./random.ts";

export interface Backoff {
  /** The upper bound of the first delay. */
  readonly baseMs: number;
  /** No delay is longer. */
  readonly maxMs: number;
}

/**
 * "Full jitter": uniform in [0, min(maxMs, baseMs · 2^(attempt-1))], attempt counted from 1.
 * Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 */
export function fullJitterMs(attempt: number, backoff: Backoff, random: Pick<Random, "next">): number {
  const ceilingMs = Math.min(backoff.maxMs, backoff.baseMs * 2 ** Math.min(attempt - 1, 30));
  return Math.floor(random.next() * ceilingMs);
}
