import { mean, quantileSorted } from "simple-statistics";

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
    mean: mean(ascending),
    p50: quantileSorted(ascending, 0.5),
    p95: quantileSorted(ascending, 0.95),
    p99: quantileSorted(ascending, 0.99),
    max: ascending.at(-1) ?? 0,
  };
}
