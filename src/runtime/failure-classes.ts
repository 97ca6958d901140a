import type { RetryPolicy } from "../engine/retry-outcome.ts";

/** Failures that are treated alike: what they are, by code, and how often and how soon a run is tried again after one. */
export interface FailureClass extends RetryPolicy {
  readonly codes: readonly string[];
}

const seconds = (base: number, max: number) => ({ baseMs: base * 1_000, maxMs: max * 1_000 });
const forEver = Number.POSITIVE_INFINITY;

/**
 * What says nothing about the run itself ends one day, and until then the work stays: it is tried for ever, and none of these executions counts
 * towards the dead letters. Documented in docs/reliability.md, "When something fails"; a test compares them.
 */
export const failureClasses = {
  outage: {
    // A bad reply is a maintenance page, most often.
    codes: [
      "unreachable",
      "connection_lost",
      "api_unavailable",
      "api_bad_reply",
      "request_timeout",
      "model_unreachable",
      "model_overloaded",
    ],
    maxAttempts: forEver,
    backoff: seconds(1, 300),
  },
  pace: {
    codes: ["api_rate_limited", "model_rate_limited", "models_cooling_down"],
    maxAttempts: forEver,
    backoff: seconds(1, 300),
  },
  key: { codes: ["api_unauthorized"], maxAttempts: forEver, backoff: seconds(1, 300) },
  // The order waits for it: soon again.
  unresolved: { codes: ["outcome_pending", "outcome_undecided"], maxAttempts: forEver, backoff: seconds(1, 60) },
  wish: { codes: ["retry_later"], maxAttempts: forEver, backoff: seconds(1, 300) },
} as const satisfies Readonly<Record<string, FailureClass>>;

/** Every other failure that trying again may mend: what a handler threw, its time running out. */
export const otherFailures: RetryPolicy = { maxAttempts: 8, backoff: seconds(1, 300) };

/** Undefined for a failure of no class: it counts. */
export function failureClassOf(code: string): FailureClass | undefined {
  return Object.values(failureClasses).find(({ codes }) => (codes as readonly string[]).includes(code));
}
