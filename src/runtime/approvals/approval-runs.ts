import type { Json } from "../../base/json.ts";
import type { Engine } from "../../engine/engine.ts";
import type { NewRun } from "../../engine/run.ts";
import type { Approval, FrozenAction } from "../../store/approval.ts";
import type { AgentEvent } from "../event.ts";
import type { OnExpiry } from "./policy.ts";

/** What handlers hear of a held action. */
export const approvalEvents = ["action.approved", "action.rejected", "action.expired", "action.invalidated"] as const;
export type ApprovalEvent = (typeof approvalEvents)[number];

/** The runtime's own runs: no handler sees them. */
export const carryOutKind = "approval.carry_out";
export const expiryKind = "approval.expiry";

type About = Pick<FrozenAction, "id" | "agent" | "lane" | "orderId">;

/** Carries out what was approved, in the lane of the run that asked for it. */
export function carryOutRun(approval: About): NewRun {
  return approvalRun(approval, carryOutKind, null);
}

/** The timer that ends an approval nobody decided about. */
export function expiryRun(approval: About, expiresAtMs: number, onExpiry: OnExpiry): NewRun {
  return { ...approvalRun(approval, expiryKind, { onExpiry }), availableAtMs: expiresAtMs };
}

/** Tells the handler how it ended. `data` is what the approval itself does not tell. */
export function approvalEventRun(approval: About, type: ApprovalEvent, data: Json = null): NewRun {
  return approvalRun(approval, type, data);
}

/** One of each per approval, whoever submits it how often. */
function approvalRun({ id, agent, lane, orderId }: About, type: string, data: Json): NewRun {
  const event: AgentEvent = { type, source: "approval", orderId, payload: {}, name: id, data, occurredAt: null };
  return { id: `${agent}/a/${id}/${type}`, agent, lane, kind: type, subject: orderId, data: event as unknown as Json };
}

/** The approval that a run is about; undefined for any other run. */
export function approvalOf({ engine, event }: { readonly engine: Engine; readonly event: AgentEvent }): Approval | undefined {
  return event.source === "approval" && event.name !== null ? engine.approvals.get(event.name) : undefined;
}

/** Whether the runtime itself executes it, and no handler. */
export function isOwnRun({ type }: AgentEvent): boolean {
  return type === carryOutKind || type === expiryKind;
}
