import { errorCode } from "../base/errors.ts";
import { sha256Hex } from "../base/json.ts";
import { allOrders } from "../client/pages.ts";
import type { Engine } from "../engine/engine.ts";
import type { Order } from "../protocol/entities/order.ts";
import type { OrderStatus, Role } from "../protocol/lifecycle.ts";
import type { Execution } from "./execution.ts";

/** The order now, straight from the platform. */
export async function readOrder(execution: Execution, orderId: string): Promise<Order> {
  const { agent, signal, clock, lastSeen } = execution;
  const askedAtMs = clock.now();
  const { order } = await agent.client.getOrder({ taskId: orderId }, { signal });
  lastSeen.note(order, askedAtMs);
  return order;
}

/** The order as the action that is about to begin may take it to be: as this execution has seen it a moment ago, else as it is now. */
export async function orderBeforeAction(execution: Execution, orderId: string): Promise<Order> {
  return execution.lastSeen.take(orderId, execution.clock.now()) ?? (await readOrder(execution, orderId));
}

const notOurs: readonly (string | undefined)[] = ["api_not_found", "invalid_call"];

/** The same for an id that somebody told us: undefined when it names no order of ours, or could not name one. */
export async function findOrder(execution: Execution, orderId: string): Promise<Order | undefined> {
  return await readOrder(execution, orderId).catch((error: unknown) => {
    if (notOurs.includes(errorCode(error))) return undefined;
    throw error;
  });
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
 * Our role in an order. The order itself knows best, but a documented one does not tell it (PLATFORM row 20); the event's type often does, or that of an
 * earlier event of the order, and the list of all our orders always.
 * Rejects with the list's failure; undefined when the list does not hold the order.
 */
export async function roleIn({ agent, engine, event, signal }: Execution, order: Order): Promise<Role | undefined> {
  const known = order.my_role ?? roleByEvent[event.type] ?? roleByEarlierEvents(engine, agent.name, order.id);
  if (known) return known;
  const rows = await allOrders(agent.client, { role: "both" }, { signal });
  return rows.get(order.id)?.my_role;
}

function roleByEarlierEvents(engine: Pick<Engine, "list">, agent: string, orderId: string): Role | undefined {
  const telling = engine.list({ agent, subject: orderId }).find(({ kind }) => roleByEvent[kind] !== undefined);
  return telling && roleByEvent[telling.kind];
}
