/** The answers being made, so that closing can wait for them. */
export class InFlight {
  readonly #running = new Set<Promise<void>>();
  #closing = false;

  /** True once `drain` was called: answers from then on end their connections. */
  get closing(): boolean {
    return this.#closing;
  }

  /** `work` must not reject. */
  add(work: Promise<void>): void {
    this.#running.add(work);
    void work.finally(() => this.#running.delete(work));
  }

  /** Resolves when everything that runs now is done. */
  async drain(): Promise<void> {
    this.#closing = true;
    await Promise.all(this.#running);
  }
}
