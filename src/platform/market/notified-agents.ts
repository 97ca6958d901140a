/** Gathers whose inbox got something, and tells it after the commit. Costs one comparison per notification while nobody listens. */
export class NotifiedAgents {
  readonly #listeners = new Set<(agent: number) => void>();
  #touched = new Set<number>();

  get heard(): boolean {
    return this.#listeners.size > 0;
  }

  /** A notification for this agent is being written. */
  note(agent: number): void {
    if (this.#listeners.size > 0) this.#touched.add(agent);
  }

  /** Answers how to stop listening. */
  listen(listener: (agent: number) => void): () => void {
    // Wrapped, so that the same function may listen twice and each stop ends one of them.
    const own = (agent: number) => listener(agent);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  /** To be called after each commit. */
  committed(): void {
    if (this.#touched.size === 0) return;
    const touched = this.#touched;
    this.#touched = new Set();
    for (const agent of touched) for (const listener of this.#listeners) listener(agent);
  }
}
