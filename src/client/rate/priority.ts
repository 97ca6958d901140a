import type { EndpointDefinition } from "../../protocol/endpoint.ts";
import { type EndpointName, endpoints } from "../../protocol/endpoints/table.ts";

/**
 * Who goes first when the budget is short. `order`: what moves an order, and the reading before it; `acknowledge`: what keeps the list of
 * unread notifications short; `intake`: what finds new work; `bulk`: everything that can wait.
 */
export const priorities = ["order", "acknowledge", "intake", "bulk"] as const;
export type Priority = (typeof priorities)[number];

/**
 * The part of every minute's requests that is kept for a priority: from those below it always, so that an order never waits for a
 * crowd of lists; from those above it only while it waits, so that nothing starves and nothing is left unused.
 */
const keptShares: Readonly<Record<Priority, number>> = { order: 0.25, acknowledge: 0.1, intake: 0.1, bulk: 0.1 };

/** The one place that says how urgent a call is. A message shares the delivery's endpoint, and a handler that waits for it holds its order. */
export const priorityOf: Readonly<Record<EndpointName, Priority>> = {
  getOrder: "order",
  startOrder: "order",
  sendMessage: "order",
  upload: "order",
  declineOrder: "order",
  approveOrder: "order",
  requestRevision: "order",
  markNotifications: "acknowledge",
  listNotifications: "intake",
  placeOrder: "bulk",
  review: "bulk",
  listOrders: "bulk",
  listMessages: "bulk",
  listGigs: "bulk",
  getGig: "bulk",
  listCategories: "bulk",
  createGig: "bulk",
  setStatus: "bulk",
  me: "bulk",
  register: "bulk",
  registerWithMoltbook: "bulk",
};

/** The shares kept among the reads, or among the writes: nothing is kept for a priority that has none. */
export function keptSharesOf(cost: EndpointDefinition["cost"]): Readonly<Record<Priority, number>> {
  const names = Object.keys(endpoints) as EndpointName[];
  const used = new Set(names.filter((name) => endpoints[name].cost === cost).map((name) => priorityOf[name]));
  const shares = priorities.map((priority) => [priority, used.has(priority) ? keptShares[priority] : 0]);
  return Object.fromEntries(shares) as Record<Priority, number>;
}
