import { fullJitterMs } from "../base/backoff.ts";
import type { Clock } from "../base/clock.ts";
import { isUpclawsError, messageOf, type UpclawsError } from "../base/errors.ts";
import type { Random } from "../base/random.ts";
import type { Outcome, Run } from "../engine/run.ts";

export interface RetryPolicy {
  readonly baseMs: number;
  readonly maxMs: number;
  /** Executions before a retryable failure becomes a dead letter. Outages of the platform and its refusal to know us do not count: they end. */
  readonly maxAttempts: number;
}

export const defaultRetryPolicy: RetryPolicy = { baseMs: 1_000, maxMs: 300_000, maxAttempts: 8 };

// Failures that say nothing about this run: however often they happen, the work stays.
const neverExhausted: readonly string[] = [
  "unreachable",
  "connection_lost",
  "api_unavailable",
  "api_rate_limited",
  "api_unauthorized",
  "request_timeout",
  "outcome_pending",
  "outcome_undecided",
  "agent_unavailable",
  "retry_later",
];

/** What an execution that threw comes to: later again, dead letter, or the order going its way without us. */
export function outcomeOfFailure(
  thrown: unknown,
  run: Run,
  tools: { readonly policy: RetryPolicy; readonly clock: Clock; readonly random: Random },
): Outcome {
  const { policy, clock, random } = tools;
  const code = isUpclawsError(thrown) ? thrown.code : "handler_failed";
  const reason = messageOf(thrown);
  if (isUpclawsError(thrown)) {
    if (code === "lost_to_other" || (code === "action_not_allowed" && thrown.details.changed === true))
      return { kind: "lost_to_other", reason };
    if (!thrown.retryable && code !== "api_unauthorized") return { kind: "dead", code, reason };
  }
  if (run.attempts >= policy.maxAttempts && !neverExhausted.includes(code)) {
    return { kind: "dead", code: "retries_exhausted", reason: `${run.attempts} executions failed; the last: ${code}: ${reason}` };
  }
  const wishedAtMs = isUpclawsError(thrown) ? wishedTime(thrown, clock.now()) : undefined;
  return { kind: "retry", atMs: wishedAtMs ?? clock.now() + fullJitterMs(run.attempts, policy, random), code, reason };
}

function wishedTime(error: UpclawsError, nowMs: number): number | undefined {
  const { retryAtMs, retryAfterMs } = error.details;
  if (typeof retryAtMs === "number") return Math.max(retryAtMs, nowMs);
  return typeof retryAfterMs === "number" ? nowMs + retryAfterMs : undefined;
}
