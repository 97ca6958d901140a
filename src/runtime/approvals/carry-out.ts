import { errorCode, messageOf } from "../../base/errors.ts";
import type { Json } from "../../base/json.ts";
import type { Outcome } from "../../engine/run.ts";
import { type Approval, hashOf } from "../../store/approval.ts";
import { runtimeError } from "../errors.ts";
import type { Execution } from "../execution.ts";
import { approvalEventRun } from "./approval-runs.ts";
import { performFrozen } from "./frozen-action.ts";

/** The order went another way than the person saw: found before the request, or by the platform's answer to it. */
const invalidating: readonly (string | undefined)[] = ["approval_invalidated", "action_not_allowed", "lost_to_other"];

/**
 * The run of an approved action. It ends the approval as carried out, with the result, or as invalidated, with the reason; either way the handler
 * hears of it in a run of its own, so that nothing the handler does repeats the action. A refusal or an unknown outcome makes a dead letter
 * like any action's, and the approval stays approved until that is retried.
 */
export async function carryOut(execution: Execution, approval: Approval): Promise<Outcome> {
  const { engine, run, log } = execution;
  const { id, action, status } = approval;
  // A crash may have come between the end of the approval and the end of this run.
  if (status !== "approved" && status !== "carried_out")
    return { kind: "superseded", reason: approval.reason ?? `it is ${status}` };
  if (hashOf(approval) !== approval.hash) {
    throw runtimeError("approval_altered", `Approval ${id} (${action}) is not what was frozen: its hash differs`, { id, action });
  }
  const end = { id, by: run.id };
  try {
    const result = (await performFrozen(execution, approval)) as Json;
    await engine.approvals.change({ ...end, to: "carried_out", result }, [approvalEventRun(approval, "action.approved")]);
    return { kind: "done" };
  } catch (error) {
    if (!invalidating.includes(errorCode(error))) throw error;
    const reason = messageOf(error);
    log.warn({ approval: id, action, reason }, "an approved action is void: things are not as they were");
    await engine.approvals.change({ ...end, to: "invalidated", reason }, [approvalEventRun(approval, "action.invalidated")]);
    return { kind: "superseded", reason };
  }
}
