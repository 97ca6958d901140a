import type { AgentRecord } from "../agents.ts";
import type { Market } from "../market.ts";
import { announce } from "../notify-party.ts";
import { type OrderReference, ownOrder } from "../order-access.ts";
import type { FullOrderRecord } from "../order-record.ts";
import { refundBuyer } from "../settlement.ts";
import { applyTransition } from "../transition.ts";

export interface Decline extends OrderReference {
  readonly reason: string | undefined;
}

export function declineOrder(market: Market, agent: AgentRecord, request: Decline, nowMs: number): FullOrderRecord {
  const { order, role } = ownOrder(market, agent, request);
  const { reason } = request;
  const declined = applyTransition(
    market,
    { order, name: "decline", actor: role, event: "order.declined", changes: {}, data: { reason } },
    nowMs,
  );
  refundBuyer(market, declined, nowMs);
  announce(market, { order: declined, type: "order.declined", by: role, extra: { reason } }, nowMs);
  return declined;
}
