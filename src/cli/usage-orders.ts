import type { UsageFacts } from "../daemon/retention/usage-facts.ts";
import type { Role } from "../protocol/lifecycle.ts";

/** What an agent's journal knows of an order's money. */
export interface KnownOrder {
  readonly agent: string;
  readonly role: Role | undefined;
  readonly gig: string | undefined;
  readonly price: number | undefined;
  readonly currency: string | undefined;
  /** When we heard that it was completed; undefined while we have not. */
  readonly completedAtMs: number | undefined;
  /** Declined or refunded: the buyer has the money back. */
  readonly cancelled: boolean;
}

type Draft = { -readonly [Key in keyof KnownOrder]: KnownOrder[Key] };

const roleByEvent: Readonly<Record<string, Role>> = {
  "order.created": "seller",
  "order.revision_requested": "seller",
  "order.started": "buyer",
  "order.delivered": "buyer",
  "order.declined": "buyer",
};

/** Orders by `agent/order id`, from the events that came and from the order as each event found it; facts in order of submission. */
export function knownOrders(all: readonly UsageFacts[]): ReadonlyMap<string, KnownOrder> {
  const orders = new Map<string, Draft>();
  for (const facts of all) {
    if (facts.subject === null) continue;
    const key = orderKey(facts.agent, facts.subject);
    const blank = { agent: facts.agent, role: undefined, gig: undefined, price: undefined, currency: undefined };
    const order = orders.get(key) ?? { ...blank, completedAtMs: undefined, cancelled: false };
    orders.set(key, order);
    learnFromEvent(order, facts);
    learnFromReadings(order, facts);
  }
  return orders;
}

export function orderKey(agent: string, orderId: string): string {
  return `${agent}/${orderId}`;
}

/** What the platform told with an event: hints, until the order itself was read. */
function learnFromEvent(order: Draft, { heard }: UsageFacts): void {
  order.role ??= roleByEvent[heard.kind];
  order.gig ??= heard.gig;
  order.price ??= heard.price;
  order.currency ??= heard.currency;
  if (heard.kind === "order.completed") order.completedAtMs ??= heard.atMs;
  if (heard.kind === "order.declined") order.cancelled = true;
}

function learnFromReadings(order: Draft, { readings }: UsageFacts): void {
  for (const { role, gig, price, currency, status, atMs } of readings) {
    order.role = role ?? order.role;
    order.gig = gig ?? order.gig;
    order.price = price;
    order.currency = currency;
    if (status === "completed") order.completedAtMs ??= atMs;
    if (status === "cancelled") order.cancelled = true;
  }
}
