import { windowMs } from "./window.ts";

/** How long a lowered limit stands before it is tried a little higher; doubled each time the platform refuses again. */
const firstRecoveryMs = 600_000;
const longestRecoveryMs = 86_400_000;

/** What stood when the platform refused a request that the budget had room for. */
export interface Refused {
  /** Requests it had accepted within the window before. */
  readonly accepted: number;
  /** Sent after the last refusal became known, so it tells something new. */
  readonly surprise: boolean;
}

/**
 * How many requests a minute may have: what the configuration allows, never above what the platform told, and lower where its refusals
 * show that it counts otherwise. One refusal below a figure that was accepted before is taken for a whim or for somebody
 * else's spending; repeated ones are believed. A lowered limit climbs back, ever more slowly when that is refused.
 */
export class Limit {
  readonly #configured: number;
  #told = Number.POSITIVE_INFINITY;
  #learned = Number.POSITIVE_INFINITY;
  #recoveryMs = firstRecoveryMs;
  #climbAtMs: number | undefined;
  #loweredAtMs = Number.NEGATIVE_INFINITY;
  /** The most that was accepted within one window, worn down by refusals below it. */
  #proven = 0;
  #lowest = 1;
  /** Before this our own record does not fill a window: others, or we before a restart, may have spent what a refusal shows. */
  #completeFromMs: number;

  constructor(configured: number, nowMs: number) {
    this.#configured = configured;
    this.#completeFromMs = nowMs + windowMs;
  }

  at(nowMs: number): number {
    while (this.#climbAtMs !== undefined && this.#climbAtMs <= nowMs) this.#climb(this.#climbAtMs);
    return Math.min(this.#ceiling, this.#learned);
  }

  /** When the limit rises by itself. */
  get nextChangeMs(): number | undefined {
    return this.#climbAtMs;
  }

  tell(limit: number): void {
    this.#told = limit;
  }

  /** That many were accepted within one window. */
  accept(count: number): void {
    this.#proven = Math.max(this.#proven, count);
  }

  /** What was recorded so far is no measure any more. */
  restart(nowMs: number): void {
    this.#completeFromMs = nowMs + windowMs;
  }

  refuse({ accepted, surprise }: Refused, nowMs: number): void {
    if (nowMs < this.#completeFromMs) return;
    const before = this.at(nowMs);
    if (surprise) this.#lowest = Math.max(1, Math.floor(before / 2));
    if (accepted < this.#proven) {
      if (surprise) this.#proven = Math.floor((this.#proven + accepted) / 2);
      return;
    }
    const lowered = Math.max(this.#lowest, Math.min(before, accepted));
    if (lowered >= before) return;
    this.#learned = lowered;
    if (surprise) {
      const again = nowMs - this.#loweredAtMs < 4 * this.#recoveryMs;
      this.#recoveryMs = again ? Math.min(this.#recoveryMs * 2, longestRecoveryMs) : firstRecoveryMs;
    }
    this.#loweredAtMs = nowMs;
    this.#climbAtMs = nowMs + this.#recoveryMs;
  }

  get #ceiling(): number {
    return Math.min(this.#configured, this.#told);
  }

  #climb(nowMs: number): void {
    const gap = this.#ceiling - this.#learned;
    this.#learned += Math.max(1, Math.ceil(gap / 4));
    const whole = this.#learned >= this.#ceiling;
    if (whole) this.#learned = Number.POSITIVE_INFINITY;
    this.#climbAtMs = whole ? undefined : nowMs + this.#recoveryMs;
  }
}
