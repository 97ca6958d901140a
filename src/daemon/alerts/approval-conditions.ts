import { isoTime } from "../../base/clock.ts";
import type { Approval } from "../../store/approval.ts";
import { isNearExpiry } from "../health/approval-deadline.ts";
import type { Condition, ConditionSources, Conditions } from "./condition.ts";

/** Actions that wait for a person, and those among them that will not wait much longer. */
export function approvalConditions({ engine, nowMs }: ConditionSources): Conditions {
  const held = engine.approvals.list({ status: ["held"] });
  const near = held.filter((approval) => isNearExpiry(approval, nowMs));
  return { conditions: [...held.map(waiting), ...near.map(running)] };
}

function waiting(approval: Approval): Condition {
  const { id, agent, action } = approval;
  const text = `Agent ${agent} asks to ${action}: upclaws approvals show ${id}`;
  return { kind: "approval", subject: id, agent, text, details: detailsOf(approval) };
}

function running(approval: Approval): Condition {
  const { id, agent, action, expiresAtMs } = approval;
  const text = `Approval ${id} (${agent}: ${action}) ends at ${isoTime(expiresAtMs ?? 0)}`;
  return { kind: "approvalDeadline", subject: id, agent, text, details: detailsOf(approval) };
}

function detailsOf({ id, action, orderId, heldAtMs, expiresAtMs }: Approval) {
  const expiresAt = expiresAtMs === null ? null : isoTime(expiresAtMs);
  return { approvalId: id, action, orderId, heldAt: isoTime(heldAtMs), expiresAt };
}
