import { type Timer, TimerClock } from "./clock.ts";
import type { Crew, VirtualClock } from "./virtual-clock.ts";

/**
 * A virtual clock as one process in it sees it. After `die` nothing of that process moves any more: no timer fires, no wait ends, and nobody waits for
 * it. What it was doing is as lost as the memory of a killed process.
 */
export class MortalClock extends TimerClock {
  readonly #clock: VirtualClock;
  readonly #crew: Crew = new Set();
  #dead = false;

  constructor(clock: VirtualClock) {
    super();
    this.#clock = clock;
  }

  get dead(): boolean {
    return this.#dead;
  }

  die(): void {
    this.#dead = true;
    this.#clock.giveUp(this.#crew);
  }

  now(): number {
    return this.#clock.now();
  }

  /** See VirtualClock. */
  get preciseNowMs(): number {
    return this.#clock.preciseNowMs;
  }

  after(delayMs: number, fire: () => void): Timer {
    return this.#clock.after(delayMs, () => this.#alive(fire));
  }

  /** See VirtualClock. */
  at(timeMs: number, fire: () => void): Timer {
    return this.#clock.at(timeMs, () => this.#alive(fire));
  }

  override soon(fire: () => void): void {
    this.#clock.soon(() => this.#alive(fire));
  }

  override sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return this.idle(super.sleep(delayMs, signal));
  }

  async work<T>(name: string, task: () => Promise<T>): Promise<T> {
    if (this.#dead) return await never();
    return await this.survive(this.#clock.workAmong(this.#crew, name, task));
  }

  idle<T>(wait: Promise<T>): Promise<T> {
    return this.#clock.idle(wait);
  }

  /** What comes of `work`, unless the process has died by then: then nothing ever does. */
  async survive<T>(work: Promise<T>): Promise<T> {
    try {
      const value = await work;
      if (!this.#dead) return value;
    } catch (error) {
      if (!this.#dead) throw error;
    }
    return await never();
  }

  #alive(fire: () => void): void {
    if (!this.#dead) fire();
  }
}

function never<T>(): Promise<T> {
  return new Promise(() => {});
}
