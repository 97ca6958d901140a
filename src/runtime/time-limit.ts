import type { Clock, Timer } from "../base/clock.ts";
import { aroundCalls } from "../client/around-calls.ts";
import type { Client } from "../client/client.ts";
import type { Journal } from "../engine/journal.ts";
import { runtimeError } from "./errors.ts";

export interface TimeLimitOptions {
  readonly limitMs: number;
  readonly clock: Clock;
  readonly journal: Pick<Journal, "revoke">;
  /** The execution's: aborts when it is over, whatever its handler left behind. */
  readonly signal: AbortSignal;
}

/** More than any handler needs, and at the documented limits a good quarter of an hour's worth of reads. */
const maxCalls = 1_000;

/**
 * How long one execution may take. Only the handler's own time counts: while a call to the platform is under way the time stands still, since such
 * a call ends by itself, and may have to wait for a rate budget that others use up. So that a loop of nothing but calls ends too, their number is limited.
 */
export class TimeLimit {
  readonly #options: TimeLimitOptions;
  readonly #expired = Promise.withResolvers<never>();
  #timer: Timer | undefined;
  #ownMs = 0;
  #sinceMs: number;
  /** Calls to the platform under way. */
  #away = 0;
  #calls = 0;

  constructor(options: TimeLimitOptions) {
    const { clock, signal, limitMs } = options;
    this.#options = options;
    this.#sinceMs = clock.now();
    this.#arm(limitMs);
    signal.addEventListener("abort", () => this.#timer?.cancel(), { once: true });
    this.#expired.promise.catch(() => {});
  }

  /**
   * What `work` answers; rejects with `handler_timed_out` when the time is over first. From then on nothing that `work` does is recorded or sent.
   * The limit stays: it also ends what `work` left running.
   */
  async within<T>(work: () => Promise<T>): Promise<T> {
    return await Promise.race([work(), this.#expired.promise]);
  }

  /** A client whose calls do not count. */
  exempt(client: Client): Client {
    return aroundCalls(client, (call) => {
      if (++this.#calls > maxCalls)
        return Promise.reject(this.#end(`not done after ${maxCalls} calls to the platform; it is tried again`, { maxCalls }));
      this.#leave();
      return call().finally(() => this.#comeBack());
    });
  }

  #leave(): void {
    if (this.#away++ === 0) this.#ownMs += this.#options.clock.now() - this.#sinceMs;
  }

  #comeBack(): void {
    if (--this.#away > 0) return;
    this.#sinceMs = this.#options.clock.now();
    if (!this.#timer) this.#look();
  }

  /** One timer for many calls: it finds out when it fires how much time is left. */
  #arm(delayMs: number): void {
    this.#timer = this.#options.clock.after(delayMs, () => {
      this.#timer = undefined;
      if (this.#away === 0) this.#look();
    });
  }

  #look(): void {
    const { clock, limitMs, signal } = this.#options;
    const leftMs = limitMs - this.#ownMs - (clock.now() - this.#sinceMs);
    if (signal.aborted) return;
    if (leftMs > 0) this.#arm(leftMs);
    else this.#end(`not done after ${limitMs} ms; it is tried again`, { limitMs });
  }

  #end(message: string, details: Readonly<Record<string, number>>): Error {
    const error = runtimeError("handler_timed_out", message, details);
    this.#options.journal.revoke(error);
    this.#expired.reject(error);
    return error;
  }
}
