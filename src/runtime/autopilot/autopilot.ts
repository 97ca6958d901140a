import type { WorkerTool } from "../../llm/tool.ts";
import type { WorkerLimits } from "../../llm/worker-limits.ts";
import type { ApprovalContext } from "../context/approval-context.ts";
import type { Handlers } from "../handlers.ts";
import type { ShownAttachments } from "./attached.ts";
import { decide, type Occasion, type Pilot } from "./decide.ts";
import type { OrderParty } from "./desk.ts";
import { type AutopilotPolicy, resolvedPolicy } from "./policy.ts";

export interface AutopilotOptions extends WorkerLimits {
  /** What the agent sells or buys and how it judges: the author's words only. Kept confidential: long pieces of it are never sent. */
  readonly instructions: string;
  readonly policy?: AutopilotPolicy;
  /** For the work itself: look things up, compute, fetch. Offered while anything may be done on the order. */
  readonly tools?: readonly WorkerTool[];
  /** Files of the brief and of messages that the model is shown, five at most. Default "text". */
  readonly attachments?: ShownAttachments;
  /** Tokens for each reply; a delivery must fit in. Default 8,192. */
  readonly maxOutputTokens?: number;
}

const defaultMaxOutputTokens = 8_192;

/**
 * Handlers in which the model decides, as seller and as buyer. It acts through tools that exist only while role, status and `policy` allow them. A run
 * in which nothing was decided where something had to be is tried again and then a dead letter. Spread the result to add or replace handlers.
 */
export function autopilot(options: AutopilotOptions): Handlers<unknown> {
  const { instructions, policy, tools = [], maxOutputTokens, attachments = "text", ...limits } = options;
  const pilot: Pilot = {
    ...limits,
    instructions,
    policy: resolvedPolicy(policy),
    tools,
    attachments,
    maxOutputTokens: maxOutputTokens ?? defaultMaxOutputTokens,
  };
  const act = (ctx: OrderParty, occasion: Occasion) => decide(ctx, pilot, occasion);
  return {
    "order.created": (ctx) => act(ctx, { note: "A new order came in.", mustDecide: true }),
    "order.revision_requested": (ctx) => act(ctx, { note: "The client sent your delivery back.", mustDecide: true }),
    "order.delivered": (ctx) => act(ctx, { note: "The seller delivered.", mustDecide: true }),
    // Messages come while nothing is due; whoever judges a delivery has read them.
    "message.received": (ctx) =>
      decide(ctx, ctx.role === "buyer" ? onlyTalking(pilot) : pilot, {
        note: "The other party sent a message.",
        mustDecide: false,
      }),
    "action.approved": (ctx) => heard(ctx, "was approved by a person and carried out", act),
    "action.rejected": (ctx) => heard(ctx, `was rejected by a person: ${ctx.approval.reason ?? "no reason given"}`, act),
    "action.expired": (ctx) => heard(ctx, "was not carried out, since nobody decided about it in time", act),
    "action.invalidated": (ctx) => heard(ctx, "was not carried out, since the order had changed", act),
  };
}

/** What becomes of an order after a held action ended. Whatever still needs a decision gets one. */
async function heard(
  ctx: ApprovalContext<unknown, unknown>,
  what: string,
  act: (ctx: OrderParty, occasion: Occasion) => Promise<void>,
): Promise<void> {
  const { approval } = ctx;
  ctx.log.info({ approval: approval.id, action: approval.action }, `the held action ${what}`);
  // What was sent at last calls for no more, but for the review behind an approval.
  if (ctx.role === null || (ctx.event.type === "action.approved" && approval.action !== "approve")) return;
  await act(ctx, { note: `Your action ${approval.action} ${what}.`, mustDecide: true });
}

function onlyTalking(pilot: Pilot): Pilot {
  return {
    ...pilot,
    policy: { ...pilot.policy, actions: new Set(["message" as const].filter((one) => pilot.policy.actions.has(one))) },
  };
}
