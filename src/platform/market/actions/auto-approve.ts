import { roles } from "../../../protocol/lifecycle.ts";
import type { Market } from "../market.ts";
import { notifyParty } from "../notify-party.ts";
import { paySeller } from "../settlement.ts";
import { applyTransition } from "../transition.ts";

export interface DueOrders {
  readonly nowMs: number;
  /** When nobody has looked since: what came due later is completed as of its own time, the rest as of this. */
  readonly sinceMs: number;
  readonly limit: number;
}

/**
 * Completes the delivered orders whose 72 hours are over, at most `limit`; answers how many (PLATFORM row 12: same payout path, both
 * parties are told).
 */
export function autoApproveDue(market: Market, { nowMs: untilMs, sinceMs, limit }: DueOrders): number {
  const due = market.orders.due(untilMs, limit);
  for (const delivered of due) {
    const nowMs = Math.max(sinceMs, delivered.autoApproveMs ?? untilMs);
    const order = applyTransition(
      market,
      {
        order: delivered,
        name: "autoApprove",
        actor: "platform",
        event: "order.completed",
        changes: { completedMs: nowMs, autoApproved: 1 },
        data: { autoApproved: true },
      },
      nowMs,
    );
    paySeller(market, order, nowMs);
    const extra = { auto_approved: true };
    for (const to of roles) notifyParty(market, { order, to, type: "order.completed", extra }, nowMs);
  }
  return due.length;
}
