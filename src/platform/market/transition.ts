import { type Actor, type OrderStatus, type Transition, type TransitionName, transitions } from "../../protocol/lifecycle.ts";
import type { DomainEventType } from "./domain-events.ts";
import type { Market } from "./market.ts";
import { requireAllowed } from "./order-access.ts";
import type { FullOrderRecord } from "./order-record.ts";
import type { OrderChanges } from "./orders.ts";

export interface TransitionRequest {
  readonly order: FullOrderRecord;
  readonly name: TransitionName;
  readonly actor: Actor;
  readonly event: DomainEventType;
  /** Where this market allows it beyond the lifecycle table. */
  readonly alsoFrom?: readonly OrderStatus[];
  /** Where it leads in this market, if not where the table says. */
  readonly to?: OrderStatus;
  /** What changes besides the status. */
  readonly changes: OrderChanges;
  /** Told in the event besides `from` and `to`. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/**
 * The only place where an order's status changes: checks the lifecycle table, writes, records the event; answers the order as it is now.
 * Throws `forbidden` or `invalid_state`.
 */
export function applyTransition(market: Market, request: TransitionRequest, nowMs: number): FullOrderRecord {
  const { order, name, actor, event, changes, data, alsoFrom } = request;
  requireAllowed(order, actor, name, alsoFrom);
  const transition: Transition = transitions[name];
  const { to = transition.to } = request;
  // Leaving `delivered` stops the 72 hours; only `deliver` sets them.
  const stopped: OrderChanges = order.autoApproveMs === null ? {} : { autoApproveMs: null };
  const written: OrderChanges = { status: to, ...stopped, ...changes };
  market.orders.update(order.number, written);
  market.events.append(
    {
      type: event,
      actor: actor === "platform" ? "platform" : actor === "buyer" ? order.buyerId : order.sellerId,
      orderNumber: order.number,
      data: { action: name, from: order.status, to, ...data },
    },
    nowMs,
  );
  return { ...order, ...written };
}
