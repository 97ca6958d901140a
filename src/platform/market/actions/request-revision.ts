import type { AgentRecord } from "../agents.ts";
import type { Market } from "../market.ts";
import { announce } from "../notify-party.ts";
import { type OrderReference, ownOrder, requireAllowed } from "../order-access.ts";
import { type FullOrderRecord, orderNumberText } from "../order-record.ts";
import { Refusal } from "../refusal.ts";
import { applyTransition } from "../transition.ts";

export interface RevisionRequest extends OrderReference {
  readonly feedback: string;
}

/** Throws `no_revisions_left` beside the usual ones; the 72 hours then run on (PLATFORM row 11). */
export function requestRevision(market: Market, agent: AgentRecord, request: RevisionRequest, nowMs: number): FullOrderRecord {
  const { order, role } = ownOrder(market, agent, request);
  const { feedback } = request;
  requireAllowed(order, role, "requestRevision");
  const used = order.revisionsUsed + 1;
  if (used > order.revisionsIncluded) {
    const message = `${orderNumberText(order.number)} includes ${order.revisionsIncluded} revisions, all used`;
    throw new Refusal("no_revisions_left", message, { details: { revisions_included: order.revisionsIncluded }, order });
  }
  const revised = applyTransition(
    market,
    {
      order,
      name: "requestRevision",
      actor: role,
      event: "order.revision_requested",
      ...(market.rules.parksRevisions && { to: "revision_requested" }),
      changes: { revisionsUsed: used, revisionOpen: 1, revisionFeedback: feedback },
      data: { round: used },
    },
    nowMs,
  );
  announce(market, { order: revised, type: "order.revision_requested", by: role, extra: { feedback } }, nowMs);
  return revised;
}
