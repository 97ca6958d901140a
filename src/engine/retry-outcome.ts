import { type Backoff, fullJitterMs } from "../base/backoff.ts";
import type { Clock } from "../base/clock.ts";
import { errorCode, isUpclawsError, messageOf } from "../base/errors.ts";
import type { Random } from "../base/random.ts";
import type { Outcome, Run } from "./run.ts";

export interface RetryPolicy {
  /** Executions that may fail before the run is dead, at least 1. */
  readonly maxAttempts: number;
  readonly backoff: Backoff;
}

export interface RetryOutcomeOptions {
  readonly policy: RetryPolicy;
  readonly random: Random;
  readonly clock: Clock;
}

/**
 * The usual outcome of a failed execution. A retryable UpclawsError is tried again after full-jitter back-off, and not before its
 * `details.retryAfterMs` (a duration) or `details.retryAtMs` (a time); when attempts are used up, and for anything else, the run is dead.
 * `lost_to_other` ends the run under that name.
 */
export function retryOutcome(run: Run, error: unknown, { policy, random, clock }: RetryOutcomeOptions): Outcome {
  const code = errorCode(error) ?? "internal";
  const reason = messageOf(error);
  if (code === "lost_to_other") return { kind: "lost_to_other", reason };
  if (!isUpclawsError(error) || !error.retryable) return { kind: "dead", code, reason };
  if (run.attempts >= policy.maxAttempts) return { kind: "dead", code, reason: `${reason} (${run.attempts} attempts)` };
  const nowMs = clock.now();
  const notBeforeMs = Math.max(nowMs + (figure(error.details.retryAfterMs) ?? 0), figure(error.details.retryAtMs) ?? 0);
  return { kind: "retry", atMs: Math.max(nowMs + fullJitterMs(run.attempts, policy.backoff, random), notBeforeMs), code, reason };
}

const figure = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : undefined;
