import type { Sample } from "../record.ts";
import type { World } from "./open-world.ts";
import type { OrderBook } from "./order-book.ts";

/** Looks at the market at even intervals of virtual time. */
export class Sampler {
  readonly samples: Sample[] = [];
  readonly #world: World;
  readonly #book: OrderBook;
  readonly #writesPerMinute: number;
  #writes: readonly number[];

  constructor(world: World, book: OrderBook, writesPerMinute: number) {
    this.#world = world;
    this.#book = book;
    this.#writesPerMinute = writesPerMinute;
    this.#writes = world.participants.map(() => 0);
  }

  /** From now on, every `intervalMs`. `look` is called before every sample, so that the book is up to date. */
  begin(intervalMs: number, look: () => void): void {
    look();
    this.#take(intervalMs);
    this.#world.clock.after(intervalMs, () => this.begin(intervalMs, look));
  }

  #take(intervalMs: number): void {
    const { clock, processes, participants } = this.#world;
    const writes = participants.map(({ tally }) => tally.writes);
    const used = writes.map((count, index) => count - (this.#writes[index] ?? 0)).filter((count) => count > 0);
    this.#writes = writes;
    const budget = used.length * this.#writesPerMinute * (intervalMs / 60_000);
    const queuedRuns = processes.reduce((sum, { store }) => sum + (store ? queuedIn(store.database) : 0), 0);
    const writeUse = budget === 0 ? 0 : used.reduce((sum, count) => sum + count, 0) / budget;
    this.samples.push({ atMs: clock.now(), open: this.#book.open, queuedRuns, writeUse: Math.min(writeUse, 1) });
  }
}

type Database = NonNullable<World["processes"][number]["store"]>["database"];

function queuedIn(database: Database): number {
  return database.get<{ count: number }>("SELECT COUNT(*) AS count FROM run WHERE status = 'queued'")?.count ?? 0;
}
