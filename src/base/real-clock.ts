import { type Timer, TimerClock } from "./clock.ts";
import { realNow } from "./event-loop-turn.ts";

// A timer of the machine stands still while the machine sleeps, and hears nothing of a clock that is set: what is further away is looked at again.
const longestDelayMs = 60_000;

export interface TimeSources {
  /** The machine's clock, which people and time servers set; epoch milliseconds. */
  readonly wallMs: () => number;
  /** Milliseconds since some fixed moment; nobody sets them. */
  readonly steadyMs: () => number;
}

/**
 * Wall-clock time of this machine that never goes back. A machine's clock that is set forward, or was asleep, is followed at once; after one that is
 * set back this one goes on at half its speed until that has caught up. Whoever waits for a time, or counts what was sent within a minute, then waits
 * twice as long, not for as long as the clock was set back.
 */
export class RealClock extends TimerClock {
  readonly #wallMs: () => number;
  readonly #steadyMs: () => number;
  #lastMs = Number.NEGATIVE_INFINITY;
  #askedAtMs = 0;

  constructor({ wallMs = () => Date.now(), steadyMs = realNow }: Partial<TimeSources> = {}) {
    super();
    this.#wallMs = wallMs;
    this.#steadyMs = steadyMs;
  }

  now(): number {
    const steadyMs = this.#steadyMs();
    this.#lastMs = Math.max(this.#wallMs(), this.#lastMs + (steadyMs - this.#askedAtMs) / 2);
    this.#askedAtMs = steadyMs;
    return Math.floor(this.#lastMs);
  }

  after(delayMs: number, fire: () => void): Timer {
    const dueMs = this.now() + delayMs;
    let handle: NodeJS.Timeout;
    const arm = (remainingMs: number): void => {
      const sliceMs = Math.min(Math.max(remainingMs, 0), longestDelayMs);
      handle = setTimeout(() => {
        const leftMs = Math.min(remainingMs - sliceMs, dueMs - this.now());
        if (leftMs > 0) arm(leftMs);
        else fire();
      }, sliceMs);
    };
    arm(delayMs);
    return { cancel: () => clearTimeout(handle) };
  }

  work<T>(_name: string, task: () => Promise<T>): Promise<T> {
    return task();
  }

  idle<T>(wait: Promise<T>): Promise<T> {
    return wait;
  }
}
