import type { OrderRow } from "../../protocol/entities/order.ts";
import { autoApproveAfterMs, type Role } from "../../protocol/lifecycle.ts";
import type { GigDefinition } from "../../runtime/gig.ts";
import { urgentMs } from "./approval-deadline.ts";
import type { TroubledOrder } from "./order-book.ts";

export interface OrderFacts {
  readonly row: OrderRow;
  readonly role: Role;
  /** When we first saw the order in this status; on our clock. */
  readonly firstSeenMs: number;
  /** When its last delivery was told to us; undefined when it was not. */
  readonly deliveryHeardMs: number | undefined;
  readonly stalled: boolean;
}

export interface TroubleRules {
  readonly gigs: readonly Pick<GigDefinition, "title" | "deliveryDays">[];
  readonly lateAfterMs: number;
  /** Server time minus ours. */
  readonly offsetMs: number;
  readonly nowMs: number;
}

const dayMs = 24 * 3_600_000;

/** What is wrong with an open order; see `Trouble`. */
export function troublesOf(facts: OrderFacts, rules: TroubleRules): readonly TroubledOrder[] {
  const { row, role, stalled } = facts;
  const { nowMs } = rules;
  const order = { orderId: row.id, orderNumber: plain(row.order_number), role, status: row.status };
  const decideBy = role === "buyer" && row.status === "delivered" ? autoApprovalMs(facts, rules) : undefined;
  const dueAtMs = row.status === "delivered" ? undefined : dueMs(facts, rules);
  return [
    ...(dueAtMs !== undefined && nowMs > dueAtMs ? [{ ...order, trouble: "late" as const, dueAtMs }] : []),
    ...(stalled ? [{ ...order, trouble: "stalled" as const, dueAtMs: decideBy ?? null }] : []),
    ...(decideBy !== undefined && decideBy - nowMs <= urgentMs
      ? [{ ...order, trouble: "approvalDeadline" as const, dueAtMs: decideBy }]
      : []),
  ];
}

/** Delivery days count from the start, or from the order while nobody starts it (PLATFORM row 15). */
function dueMs({ row, role, firstSeenMs }: OrderFacts, rules: TroubleRules): number {
  const sinceMs = serverMs(row.started_at, rules) ?? serverMs(row.created_at, rules) ?? firstSeenMs;
  const gig = role === "seller" ? rules.gigs.find(({ title }) => title === row.gig.title) : undefined;
  return sinceMs + (gig ? gig.deliveryDays * dayMs : rules.lateAfterMs);
}

/** PLATFORM row 12. */
function autoApprovalMs({ row, deliveryHeardMs, firstSeenMs }: OrderFacts, rules: TroubleRules): number {
  const deliveredMs = serverMs(row.delivered_at, rules) ?? deliveryHeardMs ?? firstSeenMs;
  return serverMs(row.auto_approve_at, rules) ?? deliveredMs + autoApproveAfterMs;
}

function serverMs(text: string | null | undefined, { offsetMs }: TroubleRules): number | undefined {
  const atMs = Date.parse(text ?? "");
  return Number.isNaN(atMs) ? undefined : atMs - offsetMs;
}

/** It is the platform's text, and shown in terminals and alerts. */
function plain(orderNumber: string): string {
  return orderNumber.replace(/[^\w .#/-]/g, "?").slice(0, 40);
}
