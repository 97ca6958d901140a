import type { Clock } from "../base/clock.ts";

/** Ends a wait early. A ring while nobody waits ends the next wait at once; many rings are one. */
export class Bell {
  readonly #clock: Clock;
  #rung = false;
  #rouse: () => void = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  ring(): void {
    this.#rung = true;
    this.#rouse();
  }

  /** Resolves after `durationMs`, at a ring, or when the signal aborts. One waits at a time. */
  async wait(durationMs: number, signal: AbortSignal): Promise<void> {
    if (!this.#rung && !signal.aborted) await this.#nap(durationMs, signal);
    this.#rung = false;
  }

  async #nap(durationMs: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const end = () => resolve();
    const timer = this.#clock.after(durationMs, end);
    signal.addEventListener("abort", end, { once: true });
    this.#rouse = end;
    try {
      await this.#clock.idle(promise);
    } finally {
      timer.cancel();
      signal.removeEventListener("abort", end);
      this.#rouse = () => {};
    }
  }
}
