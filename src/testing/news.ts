import type { Inspection } from "../platform/service/inspection.ts";

interface Last {
  readonly seq: number;
  readonly actor: string;
}

/** What happened to orders, as far as it may concern an agent: everything that somebody else did. */
export class News {
  readonly #inspect: Inspection;
  #cursor = 0;
  #last: Last = { seq: 0, actor: "" };
  /** The last one by another hand than `#last`. */
  #lastOfOther: Last = { seq: 0, actor: "" };

  constructor(inspect: Inspection) {
    this.#inspect = inspect;
  }

  /** Cursor of the last thing that another than this agent did to an order; 0 before the first. */
  lastFor(agentId: string): number {
    this.#catchUp();
    return this.#last.actor === agentId ? this.#lastOfOther.seq : this.#last.seq;
  }

  #catchUp(): void {
    if (this.#inspect.lastSeq() === this.#cursor) return;
    for (const { seq, actor, orderId } of this.#inspect.events({ afterSeq: this.#cursor, limit: 1_000_000 })) {
      this.#cursor = seq;
      if (orderId === undefined) continue;
      if (actor !== this.#last.actor) this.#lastOfOther = this.#last;
      this.#last = { seq, actor };
    }
  }
}
