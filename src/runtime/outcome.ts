import type { Clock } from "../base/clock.ts";
import { isUpclawsError, messageOf } from "../base/errors.ts";
import type { Random } from "../base/random.ts";
import type { Engine } from "../engine/engine.ts";
import { type RetryPolicy, retryOutcome } from "../engine/retry-outcome.ts";
import type { Outcome, Run } from "../engine/run.ts";
import { runtimeError } from "./errors.ts";
import { excusedExecutions, excuseExecution, forgetExcuses } from "./excuses.ts";
import { failureClassOf } from "./failure-classes.ts";
import { marketReads } from "./market.ts";

export interface FailureTools {
  /** For failures of no class. */
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
  const failureClass = failureClassOf(error.code);
  if (failureClass) {
    await excuseExecution(engine, run);
    const outcome = retryOutcome(run, judged, { ...tools, policy: failureClass });
    // Who comes back later, after a look at the market, comes back for another look.
    return outcome.kind === "retry" && error.code === "retry_later" ? { ...outcome, anew: marketReads } : outcome;
  }
  const counted = { ...run, attempts: run.attempts - excusedExecutions(engine, run) };
  const outcome = retryOutcome(counted, judged, tools);
  if (outcome.kind === "dead") await engine.writeState(forgetExcuses(run));
  return outcome;
}
