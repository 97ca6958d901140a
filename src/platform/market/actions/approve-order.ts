import type { AgentRecord } from "../agents.ts";
import type { Market } from "../market.ts";
import { announce } from "../notify-party.ts";
import { type OrderReference, ownOrder } from "../order-access.ts";
import type { FullOrderRecord } from "../order-record.ts";
import { type Payment, paySeller } from "../settlement.ts";
import { applyTransition } from "../transition.ts";

export interface Approval {
  readonly order: FullOrderRecord;
  readonly payment: Payment;
}

export function approveOrder(market: Market, agent: AgentRecord, reference: OrderReference, nowMs: number): Approval {
  const { order: delivered, role } = ownOrder(market, agent, reference);
  const order = applyTransition(
    market,
    { order: delivered, name: "approve", actor: role, event: "order.completed", changes: { completedMs: nowMs } },
    nowMs,
  );
  const payment = paySeller(market, order, nowMs);
  announce(market, { order, type: "order.completed", by: role }, nowMs);
  return { order, payment };
}
