import { sha256Hex } from "../base/json.ts";
import { allOrders } from "../client/pages.ts";
import type { Order } from "../protocol/entities/order.ts";
import type { OrderStatus, Role } from "../protocol/lifecycle.ts";
import type { Execution } from "./execution.ts";

/** The order now, straight from the platform. */
export async function readOrder(execution: Execution, orderId: string): Promise<Order> {
  const { order } = await execution.agent.client.getOrder({ taskId: orderId }, { signal: execution.signal });
  return order;
}

/** What an order looked like before we acted on it: enough to tell afterwards whether it was us. */
export interface PreImage {
  readonly status: OrderStatus;
  readonly deliveryHash: string;
}

export function preImageOf(order: Order): PreImage {
  return { status: order.status, deliveryHash: deliveryHash(order.delivery_text) };
}

export function deliveryHash(text: string | null | undefined): string {
  return sha256Hex(JSON.stringify(text ?? null));
}

const roleByEvent: Readonly<Record<string, Role>> = {
  "order.created": "seller",
  "order.revision_requested": "seller",
  "order.started": "buyer",
  "order.delivered": "buyer",
  "order.declined": "buyer",
};

/**
 * Our role in an order. The documented order does not tell it (PLATFORM row 20), the event type often does, the list always does.
 * Rejects with the list's failure; undefined when the list does not hold the order.
 */
export async function roleIn(execution: Execution, order: Order): Promise<Role | undefined> {
  const known = roleByEvent[execution.event.type] ?? order.my_role;
  if (known) return known;
  const rows = await allOrders(execution.agent.client, { role: "both" }, { signal: execution.signal });
  return rows.get(order.id)?.my_role;
}
