/** What one agent's requests and model calls came to. */
export class Tally {
  reads = 0;
  writes = 0;
  limited = 0;
  failed = 0;
  modelCalls = 0;
  inputTokens = 0;
  outputTokens = 0;
  costUsd = 0;
  /** Requests so far by endpoint: the place of each in the agent's own sequence. */
  readonly requests = new Map<string, number>();

  /** Answers how many of this kind there were before. */
  count(endpoint: string, cost: "read" | "write"): number {
    const before = this.requests.get(endpoint) ?? 0;
    this.requests.set(endpoint, before + 1);
    if (cost === "read") this.reads++;
    else this.writes++;
    return before;
  }
}
