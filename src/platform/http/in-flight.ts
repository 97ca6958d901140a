/** Counts the answers being made, so that closing can wait for them. */
export class InFlight {
  #running = 0;
  #closing = false;
  #emptied: (() => void) | undefined;

  /** True once `drain` was called: answers from then on end their connections. */
  get closing(): boolean {
    return this.#closing;
  }

  /** Answers how to end, to be called once. What begins while closing is not waited for. */
  begin(): () => void {
    if (this.#closing) return notCounted;
    this.#running++;
    return this.#end;
  }

  /** Resolves when everything that runs now is done. */
  async drain(): Promise<void> {
    this.#closing = true;
    if (this.#running === 0) return;
    await new Promise<void>((resolve) => {
      this.#emptied = resolve;
    });
  }

  readonly #end = () => {
    this.#running--;
    if (this.#running === 0) this.#emptied?.();
  };
}

const notCounted = () => {};
