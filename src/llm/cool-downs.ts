import type { Clock } from "../base/clock.ts";

// A failure without Retry-After: 5 s, doubling with each further one.
const firstMs = 5_000;
const longestMs = 300_000;
// However long an endpoint asks to wait, it may be wrong: once an hour a model is tried again.
const longestToldMs = 3_600_000;

interface CoolDown {
  readonly untilMs: number;
  /** Since the last answer, those within one cool-down counted once. */
  readonly failures: number;
}

/** Which models of one endpoint have just failed, and until when each is left alone. Per model: a busy one says nothing of the others. */
export class CoolDowns {
  readonly #clock: Clock;
  readonly #byModel = new Map<string, CoolDown>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** 0 when the model may be asked now. */
  waitMs(model: string): number {
    return Math.max(0, (this.#byModel.get(model)?.untilMs ?? 0) - this.#clock.now());
  }

  /** `retryAfterMs` is what the endpoint told, undefined when it told nothing. */
  failed(model: string, retryAfterMs: number | undefined): void {
    const known = this.#byModel.get(model);
    // Calls side by side that fail together are one failure.
    const failures = (known?.failures ?? 0) + (this.waitMs(model) > 0 ? 0 : 1);
    const own = Math.min(firstMs * 2 ** Math.min(failures - 1, 30), longestMs);
    const waitMs = retryAfterMs === undefined ? own : Math.min(retryAfterMs, longestToldMs);
    this.#byModel.set(model, { untilMs: Math.max(known?.untilMs ?? 0, this.#clock.now() + waitMs), failures });
  }

  answered(model: string): void {
    this.#byModel.delete(model);
  }
}
