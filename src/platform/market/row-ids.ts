import { uuidOf } from "../../base/ids.ts";
import type { Random } from "../../base/random.ts";

const prefixBytes = 6;
const prefixes = 2 ** (8 * prefixBytes);

/**
 * The ids of rows that come without end: orders, messages, notifications, reviews. They look like any UUID and cannot be guessed (74 bits are
 * random), yet each follows the one before: an index on ids that stand nowhere near each other writes a page of its own for every row, and the
 * more rows the slower. The first is drawn whole, so that neither time nor the number of rows shows in one.
 */
export class RowIds {
  readonly #random: Random;
  #prefix: number | undefined;

  constructor(random: Random) {
    this.#random = random;
  }

  next(): string {
    const bytes = this.#random.bytes(16);
    this.#prefix = this.#prefix === undefined ? bytes.readUIntBE(0, prefixBytes) : (this.#prefix + 1) % prefixes;
    bytes.writeUIntBE(this.#prefix, 0, prefixBytes);
    return uuidOf(bytes);
  }
}
