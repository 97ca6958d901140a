import type { Clock, Timer } from "./clock.ts";

export type Callback = (...args: unknown[]) => void;

export interface OwnTimeoutOptions {
  readonly clock: Clock;
  readonly repeats: boolean;
  readonly delayMs?: number | undefined;
  readonly callback: Callback;
  /** Called once, when it has fired for the last time or is closed. */
  readonly onEnd: () => void;
}

/** Node takes longer ones for 1 ms. */
const longestMs = 2 ** 31 - 1;
let count = 0;

/** What `setTimeout` answers in a world of its own: Node's Timeout on its clock. While it is pending, whoever set it counts as waiting for time. */
export class OwnTimeout {
  readonly #options: OwnTimeoutOptions;
  readonly #delayMs: number;
  readonly #number = ++count;
  #timer: Timer | undefined;
  #end: () => void = () => {};

  constructor(options: OwnTimeoutOptions) {
    const delayMs = Number(options.delayMs ?? 1);
    this.#options = options;
    this.#delayMs = delayMs === 0 ? 0 : delayMs >= 1 && delayMs <= longestMs ? delayMs : 1;
    this.#begin();
  }

  /** Begins to wait anew, also when it is over. */
  refresh(): this {
    this.#timer?.cancel();
    if (this.#timer) this.#arm();
    else this.#begin();
    return this;
  }

  close(): this {
    this.#timer?.cancel();
    this.#over();
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }

  [Symbol.toPrimitive](): number {
    return this.#number;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #begin(): void {
    const { promise: pending, resolve } = Promise.withResolvers<void>();
    this.#end = resolve;
    void this.#options.clock.idle(pending);
    this.#arm();
  }

  #arm(): void {
    const { clock, repeats, callback } = this.#options;
    this.#timer = clock.after(this.#delayMs, () => {
      if (repeats) this.#arm();
      else this.#over();
      callback();
    });
  }

  #over(): void {
    this.#timer = undefined;
    this.#end();
    this.#options.onEnd();
  }
}
