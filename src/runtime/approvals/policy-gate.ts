import type { Json } from "../../base/json.ts";
import type { Hold } from "../../engine/journal.ts";
import type { ActionHeld } from "../context/agent-context.ts";
import type { ExecutionParts } from "../execution.ts";
import { expiryRun } from "./approval-runs.ts";
import { autoApprovalAtMs, deadlineMarginMs } from "./deadline.ts";
import type { ActionGate, GatedAction } from "./gate.ts";
import { type ApprovalSetting, isHeldBy, requestOf } from "./policy.ts";

/**
 * The gate of every handler: holds what the configuration or the author's own policy wants a person to see. The stricter of the two decides;
 * anything but "never" from the author counts as "hold".
 */
export function policyGate(parts: ExecutionParts): ActionGate {
  const { agent, run, clock, log } = parts;
  return {
    examine: async () => {},
    hold: async (action) => {
      const setting = agent.approvals?.[action.action];
      if (!isHeldBy(setting, action) && !(await isHeldByAuthor(parts, action))) return undefined;
      const expiresAtMs = endOf(parts, setting, action);
      const { approvalId } = action;
      log.warn({ approval: approvalId, action: action.action }, "held for a person: upclaws approvals show");
      const about = { id: approvalId, agent: agent.name, lane: run.lane, orderId: run.subject };
      const timer = expiresAtMs === null ? [] : [expiryRun(about, Math.max(expiresAtMs, clock.now()), onExpiryOf(setting))];
      const held: Hold<ActionHeld> = {
        value: { state: "held", approvalId },
        situation: action.situation as unknown as Json,
        expiresAtMs,
        submit: timer,
      };
      return held;
    },
  };
}

async function isHeldByAuthor({ agent }: ExecutionParts, action: GatedAction): Promise<boolean> {
  const policy = agent.definition.approvals;
  return policy !== undefined && (await policy(requestOf(action), agent.settings)) !== "never";
}

/** The earlier of the policy's own time-out and, for what only makes sense before it, the platform's deadline. */
function endOf(parts: ExecutionParts, setting: ApprovalSetting | undefined, { action, order }: GatedAction): number | null {
  const afterMs = typeof setting === "object" ? setting.expiresAfterMs : undefined;
  const ends = afterMs === undefined ? [] : [parts.clock.now() + afterMs];
  if (order && (action === "approve" || action === "requestRevision"))
    ends.push(autoApprovalAtMs(parts, order) - deadlineMarginMs);
  return ends.length === 0 ? null : Math.min(...ends);
}

const onExpiryOf = (setting: ApprovalSetting | undefined) =>
  (typeof setting === "object" ? setting.onExpiry : undefined) ?? "letPass";
