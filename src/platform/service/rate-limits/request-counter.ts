import type { RateStyle } from "./rate-style.ts";

const windowMs = 60_000;

/** Requests of the current minute by budget name. */
export interface RequestCounter {
  used(budget: string, nowMs: number): number;
  count(budget: string, nowMs: number): void;
  /** When a used-up budget has room again. */
  roomAtMs(budget: string, nowMs: number): number;
}

export function requestCounter(window: RateStyle["window"]): RequestCounter {
  return window === "fixed" ? new FixedWindow() : new SlidingWindow();
}

/** The clock's minutes: everybody starts anew at once, so that memory holds one minute's callers. */
class FixedWindow implements RequestCounter {
  #minute = Number.NaN;
  readonly #counts = new Map<string, number>();

  used(budget: string, nowMs: number): number {
    this.#turnTo(nowMs);
    return this.#counts.get(budget) ?? 0;
  }

  count(budget: string, nowMs: number): void {
    this.#counts.set(budget, this.used(budget, nowMs) + 1);
  }

  roomAtMs(_budget: string, nowMs: number): number {
    return (Math.floor(nowMs / windowMs) + 1) * windowMs;
  }

  // Unequal, not later: a clock that was set back must not keep a window of the future in force.
  #turnTo(nowMs: number): void {
    const minute = Math.floor(nowMs / windowMs);
    if (minute === this.#minute) return;
    this.#minute = minute;
    this.#counts.clear();
  }
}

/** The last 60 seconds. Refused requests are not counted, so a budget holds no more times than its limit. */
class SlidingWindow implements RequestCounter {
  readonly #times = new Map<string, readonly number[]>();
  #sweptMs = Number.NEGATIVE_INFINITY;

  used(budget: string, nowMs: number): number {
    return this.#recent(budget, nowMs).length;
  }

  count(budget: string, nowMs: number): void {
    this.#sweep(nowMs);
    this.#times.set(budget, [...this.#recent(budget, nowMs), nowMs]);
  }

  roomAtMs(budget: string, nowMs: number): number {
    return (this.#recent(budget, nowMs)[0] ?? nowMs) + windowMs;
  }

  #recent(budget: string, nowMs: number): readonly number[] {
    return (this.#times.get(budget) ?? []).filter((atMs) => atMs > nowMs - windowMs && atMs <= nowMs);
  }

  #sweep(nowMs: number): void {
    if (Math.abs(nowMs - this.#sweptMs) < windowMs) return;
    this.#sweptMs = nowMs;
    for (const budget of this.#times.keys()) if (this.#recent(budget, nowMs).length === 0) this.#times.delete(budget);
  }
}
