import type { Clock } from "../base/clock.ts";

/**
 * The platform's clock, estimated from `Date` headers (PLATFORM row 41): deadlines such as the 72 h run on it, not on ours.
 * The header has whole seconds and travelled for a while, so each answer only bounds the offset; the estimate moves
 * as little as the bounds demand, and not at all while both clocks agree.
 */
export class ServerTime {
  readonly #clock: Clock;
  #offsetMs = 0;
  /** The last header and what it says: answers of one second have the same. */
  #last: { readonly date: string; readonly serverMs: number } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Server time minus local time. */
  get offsetMs(): number {
    return this.#offsetMs;
  }

  /** Epoch milliseconds on the platform's clock. */
  nowMs(): number {
    return this.#clock.now() + this.#offsetMs;
  }

  /** `date` is ignored when missing or malformed; the other two are local times. */
  observe(date: string | undefined, sentAtMs: number, receivedAtMs: number): void {
    if (date === undefined) return;
    if (this.#last?.date !== date) this.#last = { date, serverMs: Date.parse(date) };
    const { serverMs } = this.#last;
    if (Number.isNaN(serverMs)) return;
    const leastMs = serverMs - receivedAtMs;
    const mostMs = serverMs + 999 - sentAtMs;
    this.#offsetMs = Math.min(Math.max(this.#offsetMs, leastMs), mostMs);
  }
}
