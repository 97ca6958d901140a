import type { Approval } from "../../store/approval.ts";
import type { ApprovalInfo } from "../context/approval-context.ts";
import type { AgentEvent } from "../event.ts";
import type { ApprovableAction } from "./approvable.ts";

/** What a context has because its event is about an approval. The row is final by then, so a replay sees the same. */
export function approvalFields(event: AgentEvent, approval: Approval): { readonly approval: ApprovalInfo } {
  const { id, action, params, orderId, heldAtMs, reason, result } = approval;
  const info = { id, action: action as ApprovableAction, params, orderId, heldAtMs };
  switch (event.type) {
    case "action.approved":
      return { approval: { ...info, result } as ApprovalInfo };
    case "action.expired":
      return { approval: { ...info, instead: event.data } as ApprovalInfo };
    default:
      return { approval: { ...info, reason } as ApprovalInfo };
  }
}
