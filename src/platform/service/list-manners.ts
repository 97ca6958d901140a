import { chance, type Random } from "../../base/random.ts";

/** How lists come in pages; a profile's data (PLATFORM rows 19, 24). */
export interface ListManners {
  /** No page of orders or notifications is longer, whatever limit was asked for, and nothing says so. */
  readonly maxRows: number;
  /** How many of the later pages of orders begin a row early or late, as if the list had changed meanwhile; 0..1. */
  readonly shiftRate: number;
}

export const plainLists: ListManners = { maxRows: 100, shiftRate: 0 };

/** Where a page begins in truth. The first one is where it should be. */
export function shiftedOffset(offset: number, { shiftRate }: ListManners, random: Random): number {
  if (offset === 0 || !chance(random, shiftRate)) return offset;
  return chance(random, 0.5) ? offset + 1 : offset - 1;
}
