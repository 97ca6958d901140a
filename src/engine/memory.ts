import type { StepRow } from "./step-table.ts";

type Kind = StepRow["kind"];

/** What earlier executions of a run recorded, and which of it this execution has asked for. */
export class Memory {
  readonly #rows = new Map<string, StepRow>();
  readonly #asked = new Map<string, number>();
  readonly #touched = new Set<string>();
  readonly #generation: number;

  constructor(rows: readonly StepRow[], generation: number) {
    this.#generation = generation;
    for (const row of rows) this.#rows.set(identity(row.kind, row.name, row.occurrence), row);
  }

  /** Counts one more call of that name: 0, 1, 2 … in the order in which the handler asks. */
  occurrence(kind: Kind, name: string): number {
    const counter = `${kind}:${name}`;
    const occurrence = this.#asked.get(counter) ?? 0;
    this.#asked.set(counter, occurrence + 1);
    this.#touched.add(identity(kind, name, occurrence));
    return occurrence;
  }

  find(kind: Kind, name: string, occurrence: number): StepRow | undefined {
    return this.#rows.get(identity(kind, name, occurrence));
  }

  /** Takes over a committed row. */
  remember(row: StepRow): void {
    this.#rows.set(identity(row.kind, row.name, row.occurrence), row);
  }

  /**
   * The first record that the handler should have asked for again and did not. After `retry --fresh` a handler may take another way, so
   * settled actions of older generations do not count; an open intent always does: it must not be left behind.
   */
  untouched(): StepRow | undefined {
    for (const [key, row] of this.#rows) {
      if (this.#touched.has(key) || row.status === "reserved") continue;
      if (isOpen(row) || row.generation === this.#generation) return row;
    }
    return undefined;
  }

  /** The records at the end, in the order in which they were made, that are plain steps of these names. */
  last(names: readonly string[]): readonly StepRow[] {
    const rows = [...this.#rows.values()];
    const before = rows.findLastIndex((row) => row.kind !== "step" || !names.includes(row.name));
    return rows.slice(before + 1);
  }

  /** The first action on that subject that is held for a person. */
  heldOn(subject: string): StepRow | undefined {
    return [...this.#rows.values()].find((row) => row.status === "held" && row.subject === subject);
  }

  /** Intents that were sent and not resolved. */
  openIntents(): readonly StepRow[] {
    return [...this.#rows.values()].filter(isOpen);
  }

  /** Intents that surely were not sent. */
  unsentIntents(): readonly StepRow[] {
    return [...this.#rows.values()].filter((row) => row.status === "intent" && row.sent_at_ms === null);
  }
}

const isOpen = (row: StepRow) => row.status === "intent" && row.sent_at_ms !== null;

const identity = (kind: Kind, name: string, occurrence: number) => `${kind}:${name}#${occurrence}`;
