import { mean, sampleVariance } from "simple-statistics";
import { studentT } from "./student-t.ts";

const confidence = 0.95;

/** A mean and how far it may be off. */
export interface Interval {
  readonly mean: number;
  /** Half the width of the 95 % confidence interval; null for a single value, which tells nothing of its spread. */
  readonly plusMinus: number | null;
  /** How many values. */
  readonly n: number;
}

/** Mean ± t(n-1)·s/√n (NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.5.2); null for no values. Assumes independent runs. */
export function intervalOf(values: readonly number[]): Interval | null {
  const n = values.length;
  if (n === 0) return null;
  const plusMinus = n === 1 ? null : studentT(n - 1, confidence) * Math.sqrt(sampleVariance([...values]) / n);
  return { mean: mean([...values]), plusMinus, n };
}

/**
 * B's mean less A's, for independent samples of unequal variance (Welch, e-Handbook 1.3.5.3). The degrees of freedom are rounded down, which
 * widens the interval a little. Null where a side has no values; no interval where a side has one.
 */
export function welchInterval(a: readonly number[], b: readonly number[]): Interval | null {
  if (a.length === 0 || b.length === 0) return null;
  const difference = mean([...b]) - mean([...a]);
  const n = Math.min(a.length, b.length);
  if (n === 1) return { mean: difference, plusMinus: null, n };
  const [errorA, errorB] = [sampleVariance([...a]) / a.length, sampleVariance([...b]) / b.length];
  const error = errorA + errorB;
  if (error === 0) return { mean: difference, plusMinus: 0, n };
  const degrees = error ** 2 / (errorA ** 2 / (a.length - 1) + errorB ** 2 / (b.length - 1));
  return { mean: difference, plusMinus: studentT(Math.max(1, Math.floor(degrees)), confidence) * Math.sqrt(error), n };
}
