import { Refusal } from "../market/refusal.ts";

/** Lets writing requests through, and now and then somebody who has to be alone. */
export class Turnstile {
  #inside = 0;
  #shut: Promise<unknown> | undefined;
  #emptied: (() => void) | undefined;
  #era = 0;

  /** Waits while somebody is alone. */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    while (this.#shut !== undefined) await this.#shut;
    this.#inside++;
    try {
      return await work();
    } finally {
      this.#inside--;
      if (this.#inside === 0) this.#emptied?.();
    }
  }

  /** Runs `work` when everybody inside has left; who comes meanwhile waits. One at a time. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    while (this.#shut !== undefined) await this.#shut;
    const done = Promise.withResolvers<void>();
    this.#shut = done.promise;
    try {
      if (this.#inside > 0) {
        await new Promise<void>((resolve) => {
          this.#emptied = resolve;
        });
      }
      return await work();
    } finally {
      this.#emptied = undefined;
      this.#shut = undefined;
      done.resolve();
    }
  }

  /** The market was replaced: whoever was admitted before is a stranger now. */
  beginEra(): void {
    this.#era++;
  }

  get era(): number {
    return this.#era;
  }

  /** To be called before somebody acts who was admitted in `era`: throws `unauthorized` once a new one has begun. */
  requireEra(era: number): void {
    if (era !== this.#era) throw new Refusal("unauthorized", "The market was replaced while this request was under way");
  }
}
