import { sumOf } from "./sum.ts";

/** How unevenly a total is shared out. All null where there is nothing to share. */
export interface Concentration {
  /** 0 = everybody has the same, (n - 1) / n = one has all (Gini 1912; the population form, without the n / (n - 1) correction). */
  readonly gini: number | null;
  /** Herfindahl-Hirschman index, Σ share²: 1 / n = equal shares, 1 = one has all. Times 10,000 it is on the scale of competition law. */
  readonly hhi: number | null;
  /** The largest single share. */
  readonly topShare: number | null;
}

/** `amounts`: what each has, none negative; those who have nothing count as members. */
export function concentrationOf(amounts: readonly number[]): Concentration {
  const sum = sumOf(amounts, (amount) => amount);
  if (sum === 0) return { gini: null, hhi: null, topShare: null };
  const ascending = [...amounts].sort((a, b) => a - b);
  const n = ascending.length;
  // Σ(2i - n - 1)·x(i) / (n·Σx), i from 1: half the relative mean difference, without looking at every pair.
  const weighted = sumOf([...ascending.entries()], ([index, amount]) => (2 * (index + 1) - n - 1) * amount);
  return {
    gini: weighted / (n * sum),
    hhi: sumOf(ascending, (amount) => (amount / sum) ** 2),
    topShare: (ascending.at(-1) ?? 0) / sum,
  };
}

/** The Lorenz curve: [share of members, share of the total], poorest first, from [0, 0] to [1, 1]. Equal shares where there is nothing. */
export function lorenzOf(amounts: readonly number[]): readonly (readonly [number, number])[] {
  const sum = sumOf(amounts, (amount) => amount);
  if (sum === 0)
    return [
      [0, 0],
      [1, 1],
    ];
  const points: [number, number][] = [[0, 0]];
  let running = 0;
  for (const [index, amount] of [...amounts].sort((a, b) => a - b).entries()) {
    running += amount;
    points.push([(index + 1) / amounts.length, running / sum]);
  }
  return points;
}
