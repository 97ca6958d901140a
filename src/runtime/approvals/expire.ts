import { errorCode, isUpclawsError, messageOf } from "../../base/errors.ts";
import type { Json } from "../../base/json.ts";
import type { Outcome } from "../../engine/run.ts";
import type { Approval } from "../../store/approval.ts";
import { requestRevision } from "../actions/request-revision.ts";
import type { ApprovalSubstitute } from "../context/approval-context.ts";
import type { Execution } from "../execution.ts";
import { approvalEventRun } from "./approval-runs.ts";
import { orderScope } from "./frozen-action.ts";
import type { OnExpiry } from "./policy.ts";
import type { OrderSituation } from "./situation.ts";

const feedback =
  "We have not finished checking this delivery, and the time for it is running out. Please deliver again, improved where you can.";

/**
 * The run of an approval's end. From its commit on nobody can decide any more; then what the policy wants instead is done, and the handler hears
 * of both. Superseded when it had ended before.
 */
export async function expire(execution: Execution, approval: Approval): Promise<Outcome> {
  const { engine, run, event, log } = execution;
  const { id, action } = approval;
  try {
    await engine.approvals.change({ id, to: "expired", by: run.id, reason: "nobody decided in time" }, []);
  } catch (error) {
    if (errorCode(error) !== "approval_closed") throw error;
    return { kind: "superseded", reason: "it had come to an end before its time ran out" };
  }
  const { onExpiry } = event.data as { readonly onExpiry: OnExpiry };
  const instead = onExpiry === "requestRevision" ? await askForRevision(execution, approval) : null;
  log.warn({ approval: id, action, instead: instead?.state ?? "nothing" }, "an approval expired");
  return { kind: "done", submit: [approvalEventRun(approval, "action.expired", instead as unknown as Json)] };
}

/** An answer of the platform or of the order's state ends the matter; what may pass or cannot be known is for the run to deal with. */
async function askForRevision(execution: Execution, approval: Approval): Promise<ApprovalSubstitute> {
  const scope = await orderScope(execution, approval.situation as unknown as OrderSituation);
  try {
    await requestRevision(scope, feedback);
    return { action: "requestRevision", state: "done", reason: null };
  } catch (error) {
    if (!isUpclawsError(error) || error.retryable || error.code === "outcome_unknown") throw error;
    return { action: "requestRevision", state: "refused", reason: messageOf(error) };
  }
}
