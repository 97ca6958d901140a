import { createHash } from "node:crypto";
import type { DomainEvent } from "../../platform/market/domain-events.ts";
import type { Inspection } from "../../platform/service/inspection.ts";

/** Follows what happens on the marketplace, and writes it down: one line of JSON an event, and a hash over all lines. */
export class EventLog {
  readonly #inspect: Pick<Inspection, "events" | "lastSeq">;
  readonly #onLine: ((line: string) => void) | undefined;
  readonly readers: ((event: DomainEvent) => void)[] = [];
  readonly #hash = createHash("sha256");
  #cursor = 0;
  #count = 0;

  constructor(inspect: Pick<Inspection, "events" | "lastSeq">, onLine: ((line: string) => void) | undefined) {
    this.#inspect = inspect;
    this.#onLine = onLine;
  }

  get count(): number {
    return this.#count;
  }

  /** Reads on to the newest event. */
  follow(): void {
    while (this.#inspect.lastSeq() > this.#cursor) {
      for (const event of this.#inspect.events({ afterSeq: this.#cursor, limit: 1_000 })) {
        this.#cursor = event.seq;
        this.write(event);
        for (const read of this.readers) read(event);
      }
    }
  }

  /** Adds a line of the simulation's own. */
  write(entry: object): void {
    const line = JSON.stringify(entry);
    this.#count++;
    this.#hash.update(line).update("\n");
    this.#onLine?.(line);
  }

  /** Ends the log. */
  digest(): { readonly hash: string; readonly count: number } {
    return { hash: this.#hash.digest("hex"), count: this.#count };
  }
}
