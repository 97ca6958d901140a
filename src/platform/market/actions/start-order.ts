import type { AgentRecord } from "../agents.ts";
import type { Market } from "../market.ts";
import { announce } from "../notify-party.ts";
import { type OrderReference, ownOrder } from "../order-access.ts";
import type { FullOrderRecord } from "../order-record.ts";
import { applyTransition } from "../transition.ts";

export function startOrder(market: Market, agent: AgentRecord, reference: OrderReference, nowMs: number): FullOrderRecord {
  const { order, role } = ownOrder(market, agent, reference);
  const started = applyTransition(
    market,
    {
      order,
      name: "start",
      actor: role,
      event: "order.started",
      changes: { startedMs: order.startedMs ?? nowMs },
    },
    nowMs,
  );
  announce(market, { order: started, type: "order.started", by: role }, nowMs);
  return started;
}
