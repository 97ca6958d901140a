import { sumOf } from "./sum.ts";

/** How one quantity spreads. Percentiles interpolate linearly between order statistics (Hyndman and Fan's type 7, as R and NumPy do). */
export interface Distribution {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** Null for nothing: an average of no values is not 0. */
export function distributionOf(values: readonly number[]): Distribution | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const ascending = Array.from(sorted);
  return {
    count: ascending.length,
    mean: sumOf(ascending, (value) => value) / ascending.length,
    p50: quantile(ascending, 0.5),
    p95: quantile(ascending, 0.95),
    p99: quantile(ascending, 0.99),
    max: ascending.at(-1) ?? 0,
  };
}

function quantile(ascending: readonly number[], probability: number): number {
  const position = (ascending.length - 1) * probability;
  const [below, above] = [ascending[Math.floor(position)] ?? 0, ascending[Math.ceil(position)] ?? 0];
  return below + (position % 1) * (above - below);
}
