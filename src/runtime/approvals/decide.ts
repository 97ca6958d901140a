import type { Engine } from "../../engine/engine.ts";
import type { Approval } from "../../store/approval.ts";
import { approvalEventRun, carryOutRun } from "./approval-runs.ts";

/** A person's decision. `by` names the decision: the same one may be repeated. */
export interface Decision {
  readonly id: string;
  readonly by: string;
}

/** Submits exactly what was frozen, in one commit with the decision. Rejects with `approval_not_found` or `approval_closed`. */
export async function approveHeld({ approvals }: Pick<Engine, "approvals">, { id, by }: Decision): Promise<Approval> {
  const approval = approvals.get(id);
  return await approvals.change({ id, to: "approved", by }, approval ? [carryOutRun(approval)] : []);
}

/** The handler hears of it, with the reason. Rejects as `approveHeld` does. */
export async function rejectHeld(
  { approvals }: Pick<Engine, "approvals">,
  { id, by, reason }: Decision & { readonly reason?: string | undefined },
): Promise<Approval> {
  const approval = approvals.get(id);
  return await approvals.change(
    { id, to: "rejected", by, reason },
    approval ? [approvalEventRun(approval, "action.rejected")] : [],
  );
}
