import type { Clock } from "../base/clock.ts";
import { isUpclawsError, messageOf } from "../base/errors.ts";
import type { Random } from "../base/random.ts";
import type { Engine } from "../engine/engine.ts";
import { type RetryPolicy, retryOutcome } from "../engine/retry-outcome.ts";
import type { Outcome, Run } from "../engine/run.ts";
import { runtimeError } from "./errors.ts";
import { excusedExecutions, excuseExecution, forgetExcuses } from "./excuses.ts";

export const defaultRetryPolicy: RetryPolicy = { maxAttempts: 8, backoff: { baseMs: 1_000, maxMs: 300_000 } };

// Failures that say nothing about this run (outages, our key, waiting): they end one day, and until then the work stays.
const neverExhausted: readonly string[] = [
  "unreachable",
  "connection_lost",
  "api_unavailable",
  "api_rate_limited",
  "api_unauthorized",
  "request_timeout",
  "model_unreachable",
  "model_overloaded",
  "model_rate_limited",
  "models_cooling_down",
  "outcome_pending",
  "outcome_undecided",
  "retry_later",
];

export interface FailureTools {
  readonly policy: RetryPolicy;
  readonly clock: Clock;
  readonly random: Random;
  readonly engine: Engine;
}

/** What an execution that threw comes to: later again, dead letter, or the order going its way without us. */
export async function outcomeOfFailure(thrown: unknown, run: Run, tools: FailureTools): Promise<Outcome> {
  const { engine } = tools;
  const error = isUpclawsError(thrown) ? thrown : runtimeError("handler_failed", messageOf(thrown), {}, thrown);
  if (error.code === "action_not_allowed" && error.details.changed === true) {
    return { kind: "lost_to_other", reason: error.message };
  }
  // A key that is refused today is a matter between the operator and the platform, not a verdict on the order.
  const judged =
    error.code === "api_unauthorized" ? runtimeError("agent_unavailable", error.message, error.details, error) : error;
  if (neverExhausted.includes(error.code)) {
    await excuseExecution(engine, run);
    return retryOutcome(run, judged, { ...tools, policy: { ...tools.policy, maxAttempts: Number.POSITIVE_INFINITY } });
  }
  const counted = { ...run, attempts: run.attempts - excusedExecutions(engine, run) };
  const outcome = retryOutcome(counted, judged, tools);
  if (outcome.kind === "dead") await engine.writeState(forgetExcuses(run));
  return outcome;
}
