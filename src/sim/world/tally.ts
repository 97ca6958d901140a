/** What one agent's requests and model calls came to. */
export class Tally {
  reads = 0;
  /** Polls that would have found nothing, and were not made. */
  leftOut = 0;
  writes = 0;
  limited = 0;
  failed = 0;
  modelCalls = 0;
  inputTokens = 0;
  outputTokens = 0;
  costUsd = 0;
  #lastMs = Number.NaN;
  readonly #within = new Map<string, number>();

  /** Answers how many of this endpoint there were before in the same millisecond. */
  count(endpoint: string, cost: "read" | "write", nowMs: number): number {
    if (nowMs !== this.#lastMs) this.#within.clear();
    this.#lastMs = nowMs;
    const before = this.#within.get(endpoint) ?? 0;
    this.#within.set(endpoint, before + 1);
    if (cost === "read") this.reads++;
    else this.writes++;
    return before;
  }
}
