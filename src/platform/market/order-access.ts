import {
  type Actor,
  accompanying,
  isAllowed,
  type OrderAction,
  type OrderStatus,
  type Role,
  transitions,
} from "../../protocol/lifecycle.ts";
import type { AgentRecord } from "./agents.ts";
import type { Market } from "./market.ts";
import { type FullOrderRecord, orderNumberText, roleOf } from "./order-record.ts";
import { Refusal } from "./refusal.ts";

/** How a caller names an order. */
export interface OrderReference {
  readonly reference: string;
  /** Is `OCM-12345` accepted beside the UUID? (PLATFORM row 9) */
  readonly byNumberToo: boolean;
}

export interface OwnOrder {
  readonly order: FullOrderRecord;
  readonly role: Role;
}

/** An order of the agent's, as buyer or seller. Throws `not_found` for strangers too (PLATFORM row 18). */
export function ownOrder(market: Market, agent: AgentRecord, { reference, byNumberToo }: OrderReference): OwnOrder {
  const order = market.orders.find(reference, { byNumberToo });
  const role = order && roleOf(order, agent);
  if (!order || !role) throw new Refusal("not_found", `No order ${quoted(reference)} of yours`);
  return { order, role };
}

/**
 * Throws `forbidden` when the role may never do this, else `invalid_state` when the status does not allow it now. `alsoDuring`: where this
 * market allows it beyond the lifecycle table.
 */
export function requireAllowed(
  order: FullOrderRecord,
  actor: Actor,
  action: OrderAction,
  alsoDuring: readonly OrderStatus[] = [],
): void {
  const actors: readonly Actor[] =
    action in accompanying
      ? accompanying[action as keyof typeof accompanying].actors
      : [transitions[action as keyof typeof transitions].actor];
  if (!actors.includes(actor)) {
    throw new Refusal(
      "forbidden",
      `Only the ${actors.join(" or the ")} of an order may ${phrases[action]}; you are its ${actor}`,
    );
  }
  if (!isAllowed(action, actor, order.status) && !alsoDuring.includes(order.status)) {
    const message = `${orderNumberText(order.number)} is ${order.status}; you cannot ${phrases[action]} now`;
    throw new Refusal("invalid_state", message, { details: { status: order.status, action }, order });
  }
}

const phrases: Readonly<Record<OrderAction, string>> = {
  start: "start it",
  decline: "decline it",
  deliver: "deliver it",
  approve: "approve it",
  requestRevision: "request a revision of it",
  autoApprove: "approve it automatically",
  dispute: "dispute it",
  release: "release its payment",
  refund: "refund it",
  message: "send a message in it",
  review: "review it",
};

/** A caller's value inside an error sentence, cut to a readable length. */
export function quoted(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}
