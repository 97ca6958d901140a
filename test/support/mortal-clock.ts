import { type Clock, type Timer, TimerClock } from "../../src/base/clock.ts";

/** A clock as one process sees it: once that is dead, none of its timers fires any more. */
export class MortalClock extends TimerClock {
  readonly #clock: Clock;
  readonly #dead: () => boolean;

  constructor(clock: Clock, dead: () => boolean) {
    super();
    this.#clock = clock;
    this.#dead = dead;
  }

  now(): number {
    return this.#clock.now();
  }

  after(delayMs: number, fire: () => void): Timer {
    return this.#clock.after(delayMs, () => {
      if (!this.#dead()) fire();
    });
  }

  override sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return this.idle(super.sleep(delayMs, signal));
  }

  work<T>(name: string, task: () => Promise<T>): Promise<T> {
    return this.#clock.work(name, task);
  }

  idle<T>(wait: Promise<T>): Promise<T> {
    return this.#clock.idle(wait);
  }
}
