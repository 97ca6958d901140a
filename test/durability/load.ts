import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { below, type Random } from "../../src/base/random.ts";
import { allKinds, type Brief, type BriefKind, brief, shippedKinds } from "./briefs.ts";
import { isBuyer, type Member } from "./roster.ts";

interface Wanted extends Brief {
  readonly buyer: string;
}

/** What the buyers are told to order, ever more of it. */
export class Load {
  readonly feed: string;
  readonly #buyers: readonly Member[];
  readonly #random: Random;
  readonly #wanted: Wanted[] = [];

  constructor(folder: string, members: readonly Member[], random: Random) {
    this.feed = join(folder, "feed.json");
    this.#buyers = members.filter(isBuyer);
    this.#random = random;
    this.more(0);
  }

  get wanted(): readonly Brief[] {
    return this.#wanted;
  }

  /** So many more orders, of whatever kind and by whomever. Traders see them at once, shipped shoppers from their next start on. */
  more(count: number, among: readonly BriefKind[] = allKinds): void {
    for (let left = count; left > 0; left--) {
      const buyer = this.#buyers[below(this.#random, this.#buyers.length)];
      if (!buyer) throw new Error("nobody buys");
      const kinds = buyer.code === "shopper" ? shippedKinds : among;
      const kind = kinds[below(this.#random, kinds.length)] ?? "plain";
      this.#wanted.push({ ...brief(this.#wanted.length, kind), buyer: buyer.name });
    }
    const lists = Object.groupBy(this.#wanted, ({ buyer }) => buyer);
    const texts = Object.entries(lists).map(([buyer, list]) => [buyer, list?.map(({ text }) => text)] as const);
    // In one step: traders read while this writes.
    writeFileSync(`${this.feed}.new`, JSON.stringify(Object.fromEntries(texts)));
    renameSync(`${this.feed}.new`, this.feed);
  }

  textsFor(name: string): readonly string[] {
    return this.#wanted.filter(({ buyer }) => buyer === name).map(({ text }) => text);
  }
}
