import { type Priority, priorities } from "./priority.ts";

type Counts = Record<Priority, number>;

interface Bucket {
  readonly expiresAtMs: number;
  readonly counts: Counts;
}

/** Expiries are rounded up to this, which bounds the memory whatever the rate. */
const bucketMs = 100;

/**
 * Requests that the server may still be counting: those without an answer, and those answered until they expire. Never fewer than
 * the server counts, as long as the expiries given are never too early.
 */
export class Spent {
  readonly #inFlight = noCounts();
  readonly #counted = noCounts();
  /** By expiry, earliest first. */
  readonly #buckets: Bucket[] = [];
  #inFlightTotal = 0;
  #countedTotal = 0;

  /** Sent, not answered. */
  get inFlight(): number {
    return this.#inFlightTotal;
  }

  total(nowMs: number): number {
    this.#forget(nowMs);
    return this.#inFlightTotal + this.#countedTotal;
  }

  by(priority: Priority, nowMs: number): number {
    this.#forget(nowMs);
    return this.#inFlight[priority] + this.#counted[priority];
  }

  /** Answered and not expired. */
  counted(nowMs: number): number {
    this.#forget(nowMs);
    return this.#countedTotal;
  }

  /** When the next request stops to count; undefined when none is counted. */
  nextExpiryMs(nowMs: number): number | undefined {
    this.#forget(nowMs);
    return this.#buckets[0]?.expiresAtMs;
  }

  begin(priority: Priority): void {
    this.#inFlight[priority]++;
    this.#inFlightTotal++;
  }

  /** The request turned out to cost nothing: it was not sent, or refused for the rate. */
  cancel(priority: Priority): void {
    this.#inFlight[priority]--;
    this.#inFlightTotal--;
  }

  /** The request was answered, or nobody knows; it counts until `expiresAtMs`. */
  end(priority: Priority, expiresAtMs: number): void {
    this.cancel(priority);
    const bucket = this.#bucket(Math.ceil(expiresAtMs / bucketMs) * bucketMs);
    bucket.counts[priority]++;
    this.#counted[priority]++;
    this.#countedTotal++;
  }

  #bucket(expiresAtMs: number): Bucket {
    let index = this.#buckets.length;
    while (index > 0 && (this.#buckets[index - 1]?.expiresAtMs ?? 0) > expiresAtMs) index--;
    const known = this.#buckets[index - 1];
    if (known?.expiresAtMs === expiresAtMs) return known;
    const bucket = { expiresAtMs, counts: noCounts() };
    this.#buckets.splice(index, 0, bucket);
    return bucket;
  }

  #forget(nowMs: number): void {
    for (let first = this.#buckets[0]; first && first.expiresAtMs <= nowMs; first = this.#buckets[0]) {
      this.#buckets.shift();
      for (const priority of priorities) this.#counted[priority] -= first.counts[priority];
      this.#countedTotal -= totalOf(first.counts);
    }
  }
}

function noCounts(): Counts {
  return { order: 0, acknowledge: 0, intake: 0, bulk: 0 };
}

function totalOf(counts: Counts): number {
  return priorities.reduce((sum, priority) => sum + counts[priority], 0);
}
