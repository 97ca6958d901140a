import type { Clock, Timer } from "../base/clock.ts";

/** One timer for whatever is due next. */
export class DueTimer {
  readonly #clock: Clock;
  readonly #onDue: () => void;
  #armed: { readonly atMs: number; readonly timer: Timer } | undefined;

  constructor(clock: Clock, onDue: () => void) {
    this.#clock = clock;
    this.#onDue = onDue;
  }

  /** Calls back then, or earlier if it is to already. */
  arm(atMs: number | undefined): void {
    if (atMs === undefined || (this.#armed && this.#armed.atMs <= atMs)) return;
    this.cancel();
    const timer = this.#clock.after(atMs - this.#clock.now(), () => {
      this.#armed = undefined;
      this.#onDue();
    });
    this.#armed = { atMs, timer };
  }

  cancel(): void {
    this.#armed?.timer.cancel();
    this.#armed = undefined;
  }
}
