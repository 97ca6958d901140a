import { type Timer, TimerClock } from "./clock.ts";

// setTimeout overflows at 2^31 - 1 ms (24.8 days) and would fire at once; longer waits are taken in slices.
const longestDelayMs = 2 ** 31 - 1;

/** Wall-clock time of this machine. */
export class RealClock extends TimerClock {
  now(): number {
    return Date.now();
  }

  after(delayMs: number, fire: () => void): Timer {
    let handle: NodeJS.Timeout;
    const arm = (remainingMs: number): void => {
      const sliceMs = Math.min(Math.max(remainingMs, 0), longestDelayMs);
      handle = setTimeout(() => (remainingMs > sliceMs ? arm(remainingMs - sliceMs) : fire()), sliceMs);
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
