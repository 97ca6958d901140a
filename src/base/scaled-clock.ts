import { type Clock, type Timer, TimerClock } from "./clock.ts";

export interface ScaledClockOptions {
  readonly base: Clock;
  /** How many times faster than `base` time passes; above 0. */
  readonly factor: number;
  /** Where it starts; now, by default. */
  readonly startMs?: number;
}

/** Another clock, faster: a day in a minute and a half at 1,000. Coarser as well, since one millisecond of its base is `factor` of its own. */
export class ScaledClock extends TimerClock {
  readonly factor: number;
  readonly #base: Clock;
  readonly #baseStartMs: number;
  readonly #startMs: number;

  constructor({ base, factor, startMs }: ScaledClockOptions) {
    super();
    this.factor = factor;
    this.#base = base;
    this.#baseStartMs = base.now();
    this.#startMs = startMs ?? this.#baseStartMs;
  }

  now(): number {
    return this.#startMs + Math.floor((this.#base.now() - this.#baseStartMs) * this.factor);
  }

  after(delayMs: number, fire: () => void): Timer {
    const dueMs = this.now() + Math.max(delayMs, 0);
    let timer: Timer;
    // The base rounds to whole milliseconds; a timer that comes too early for this clock is armed again.
    const arm = (): void => {
      const waitMs = Math.ceil((dueMs - this.now()) / this.factor);
      timer = this.#base.after(Math.max(waitMs, 0), () => (this.now() < dueMs ? arm() : fire()));
    };
    arm();
    return { cancel: () => timer.cancel() };
  }

  work<T>(name: string, task: () => Promise<T>): Promise<T> {
    return this.#base.work(name, task);
  }

  idle<T>(wait: Promise<T>): Promise<T> {
    return this.#base.idle(wait);
  }
}
