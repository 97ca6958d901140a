import type { Json } from "../base/json.ts";

/**
 * Runs `perform` once and remembers its value (JSON): the engine's `Journal.step`, handed in, since this folder knows no engine. When a run executes
 * again, the recorded value is returned and `perform` is not called. Identity is the name and how many of that name came before. Rejects with
 * `spend_limit_exceeded` (details unit, name, maximum, booked, requested) before `perform` when the maximum does not fit a limit.
 */
export type RunStep = <T>(name: string, perform: (signal: AbortSignal) => Promise<T>, options?: StepTerms<T>) => Promise<T>;

export interface StepTerms<T> {
  readonly cost?: StepPrice<T>;
  /** Kept beside the record, for people. */
  readonly note?: Json;
  /** What is asked for, in parts, kept for replays; a part that several steps share is kept once. */
  readonly request?: () => readonly string[];
}

/** The maximum is booked against every limit before the step, and replaced by the actual cost after it. Integer nano-USD. */
export interface StepPrice<T> {
  readonly unit: "usd_nano";
  readonly maximum: number;
  readonly limits: readonly CostLimit[];
  readonly actual: (value: T) => number;
  /** What a failed attempt cost; undefined when it cannot be known: the maximum stays booked. */
  readonly actualOnError: (error: unknown) => number | undefined;
}

/** What is booked within `scope` since `sinceMs` plus the new maximum must not exceed `maximum`, in nano-USD. */
export interface CostLimit {
  /** Named in the error, e.g. `budget.usdPerDay`. */
  readonly name: string;
  readonly scope: CostScope;
  readonly sinceMs: number;
  readonly maximum: number;
}

/** One order of an agent, all of an agent, or everything in the data directory. */
export type CostScope =
  | { readonly agent: string; readonly subject: string }
  | { readonly agent: string }
  | { readonly agent?: never; readonly subject?: never };
