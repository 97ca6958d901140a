import type { Engine } from "../engine/engine.ts";
import type { Order } from "../protocol/entities/order.ts";
import type { OrderStatus, Role } from "../protocol/lifecycle.ts";
import { deliveriesMade, revisionsRequested } from "./rounds.ts";

export interface EventSituation {
  readonly engine: Engine;
  readonly agent: string;
  readonly type: string;
  readonly order: Pick<Order, "id" | "status" | "delivery_text">;
  readonly role: Role;
}

/** The round an event of this type belongs to now; null for events that keep their notification's identity (messages, unknown types). */
export function roundOf({ engine, agent, type, order }: EventSituation): number | null {
  switch (type) {
    case "order.created":
    case "order.started":
    case "order.declined":
    case "order.completed":
      return 0;
    case "order.revision_requested":
      return deliveriesMade(engine, agent, order.id);
    case "order.delivered":
      return revisionsRequested(engine, agent, order.id);
    default:
      return null;
  }
}

/** `agent / order / type / round`: whoever claims it first handles the event; poll, webhook and reconcile cannot run it twice. */
export function claimKey(agent: string, orderId: string, type: string, round: number): string {
  return `${agent}/${orderId}/${type}/${round}`;
}

/** Why an actionable event does not fit our role and the order's status any more; undefined when it fits. */
export function misfit(situation: EventSituation): string | undefined {
  const { type, order, role } = situation;
  const expected = needs[type];
  if (!expected) return undefined;
  if (role !== expected.role) return `${type} is for the ${expected.role}; we are the ${role}`;
  if (needOf(situation) === type) return undefined;
  return `${type} no longer fits: the order is ${order.status}`;
}

/**
 * The event an order calls for, from the order alone: what reconcile synthesises, and what a notification must agree with.
 * An order in progress was sent back if something has been delivered; else it is ours to finish, whoever crashed in between.
 */
export function needOf({ engine, agent, order, role }: Omit<EventSituation, "type">): string | undefined {
  if (role === "buyer") return order.status === "delivered" ? "order.delivered" : undefined;
  if (order.status === "pending") return "order.created";
  if (order.status === "revision_requested") return "order.revision_requested";
  if (order.status !== "in_progress") return undefined;
  const sentBack = deliveriesMade(engine, agent, order.id) > 0 || (order.delivery_text ?? "") !== "";
  return sentBack ? "order.revision_requested" : "order.created";
}

const needs: Readonly<Record<string, { readonly role: Role }>> = {
  "order.created": { role: "seller" },
  "order.revision_requested": { role: "seller" },
  "order.delivered": { role: "buyer" },
};

/** Statuses in which an order may need us; what reconcile lists. */
export const openStatuses: Readonly<Record<Role, readonly OrderStatus[]>> = {
  seller: ["pending", "in_progress", "revision_requested"],
  buyer: ["delivered"],
};
