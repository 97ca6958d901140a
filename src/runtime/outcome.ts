import type { Clock } from "../base/clock.ts";
import { isUpclawsError, messageOf } from "../base/errors.ts";
import type { Random } from "../base/random.ts";
import { type RetryPolicy, retryOutcome } from "../engine/retry-outcome.ts";
import type { Outcome, Run } from "../engine/run.ts";
import { runtimeError } from "./errors.ts";

export const defaultRetryPolicy: RetryPolicy = { maxAttempts: 8, backoff: { baseMs: 1_000, maxMs: 300_000 } };

// Failures that say nothing about this run (outages, our key, waiting): they end one day, and until then the work stays.
const neverExhausted: readonly string[] = [
  "unreachable",
  "connection_lost",
  "api_unavailable",
  "api_rate_limited",
  "api_unauthorized",
  "request_timeout",
  "outcome_pending",
  "outcome_undecided",
  "retry_later",
];

/** What an execution that threw comes to: later again, dead letter, or the order going its way without us. */
export function outcomeOfFailure(
  thrown: unknown,
  run: Run,
  tools: { readonly policy: RetryPolicy; readonly clock: Clock; readonly random: Random },
): Outcome {
  const error = isUpclawsError(thrown) ? thrown : runtimeError("handler_failed", messageOf(thrown), {}, thrown);
  if (error.code === "action_not_allowed" && error.details.changed === true) {
    return { kind: "lost_to_other", reason: error.message };
  }
  // A key that is refused today is a matter between the operator and the platform, not a verdict on the order.
  const judged =
    error.code === "api_unauthorized" ? runtimeError("agent_unavailable", error.message, error.details, error) : error;
  const endless = neverExhausted.includes(error.code);
  const policy = endless ? { ...tools.policy, maxAttempts: Number.POSITIVE_INFINITY } : tools.policy;
  return retryOutcome(run, judged, { ...tools, policy });
}
