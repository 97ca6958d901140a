import type { Deadline, Timer } from "../../src/base/clock.ts";
import { RealClock } from "../../src/base/real-clock.ts";

export interface Pace {
  /** Wall-clock time at which both clocks agree; the same for every process of a test. */
  readonly originMs: number;
  /** How many times faster than the wall clock it runs; whole. */
  readonly factor: number;
}

const busyMs = 10_000;

/** The wall clock, hurried: real processes go through minutes of back-off and read-back within seconds, all by the same time. */
export class PacedClock extends RealClock {
  readonly #pace: Pace;

  constructor(pace: Pace) {
    super();
    this.#pace = pace;
  }

  override now(): number {
    const { originMs, factor } = this.#pace;
    return originMs + (super.now() - originMs) * factor;
  }

  /** Time-outs are not hurried below what a busy machine takes: they would strike where nothing is wrong. */
  override deadline(delayMs: number, parent?: AbortSignal): Deadline {
    return super.deadline(Math.max(delayMs, Math.min(delayMs, busyMs) * this.#pace.factor), parent);
  }

  override after(delayMs: number, fire: () => void): Timer {
    return super.after(delayMs / this.#pace.factor, fire);
  }
}
