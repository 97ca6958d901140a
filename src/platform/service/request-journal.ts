import { hideKeys } from "./hide-keys.ts";

/** One request as the journal keeps it: nothing of its body, and no key. */
export interface JournalEntry {
  /** Counted from 1 since the server started. */
  readonly seq: number;
  readonly timeMs: number;
  readonly method: string;
  /** Below the API's base URL, without the query; of what is no endpoint, the whole path. */
  readonly path: string;
  readonly agentId: string | undefined;
  /** Undefined when a fault took the answer away. */
  readonly status: number | undefined;
}

const longest = 10_000;

/** The last 10,000 requests, in the order in which they were answered. */
export class RequestJournal {
  #entries: JournalEntry[] = [];
  #seq = 0;

  record(entry: Omit<JournalEntry, "seq">): void {
    this.#entries.push({ ...entry, seq: ++this.#seq, path: hideKeys(entry.path) });
    if (this.#entries.length >= 2 * longest) this.#entries = this.#entries.slice(-longest);
  }

  /** Oldest first. `afterSeq` is exclusive. */
  list(afterSeq: number, limit: number): readonly JournalEntry[] {
    return this.#entries
      .slice(-longest)
      .filter(({ seq }) => seq > afterSeq)
      .slice(0, limit);
  }

  /** Numbers go on: a reader's cursor stays valid. */
  clear(): void {
    this.#entries = [];
  }
}
