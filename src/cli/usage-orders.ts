import type { Database } from "../base/sqlite/database.ts";
import type { Run } from "../engine/run.ts";
import { type FoundStep, searchSteps } from "../engine/step-search.ts";
import type { OrderStatus, Role } from "../protocol/lifecycle.ts";

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

/** Orders by `agent/order id`, from the events that came and from the order as each event found it. */
export function knownOrders(runs: readonly Run[], database: Database): ReadonlyMap<string, KnownOrder> {
  const orders = new Map<string, Draft>();
  const draft = (agent: string, subject: string): Draft => {
    const key = orderKey(agent, subject);
    const blank = { agent, role: undefined, gig: undefined, price: undefined, currency: undefined };
    const known = orders.get(key) ?? { ...blank, completedAtMs: undefined, cancelled: false };
    orders.set(key, known);
    return known;
  };
  for (const run of runs) if (run.subject !== null) learnFromEvent(draft(run.agent, run.subject), run);
  for (const step of searchSteps(database, { kind: "step", name: "event" }))
    if (step.subject !== null) learnFromReading(draft(step.agent, step.subject), step);
  return orders;
}

export function orderKey(agent: string, orderId: string): string {
  return `${agent}/${orderId}`;
}

/** What the platform told with an event: hints, until the order itself was read. */
function learnFromEvent(order: Draft, run: Run): void {
  const { payload = {} } = run.data as { payload?: { gig_title?: string; price?: number; currency?: string } };
  order.role ??= roleByEvent[run.kind];
  order.gig ??= payload.gig_title;
  order.price ??= payload.price;
  order.currency ??= payload.currency;
  if (run.kind === "order.completed") order.completedAtMs ??= run.createdAtMs;
  if (run.kind === "order.declined") order.cancelled = true;
}

interface Reading {
  readonly role?: Role;
  readonly order?: {
    readonly status: OrderStatus;
    readonly price: number;
    readonly currency: string;
    readonly gig?: { readonly title?: string };
  };
}

function learnFromReading(order: Draft, { value, startedAtMs }: FoundStep): void {
  const { role, order: read } = (value ?? {}) as Reading;
  if (!read) return;
  order.role = role ?? order.role;
  order.gig = read.gig?.title ?? order.gig;
  order.price = read.price;
  order.currency = read.currency;
  if (read.status === "completed") order.completedAtMs ??= startedAtMs;
  if (read.status === "cancelled") order.cancelled = true;
}
