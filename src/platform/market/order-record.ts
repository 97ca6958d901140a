import type { Currency } from "../../protocol/entities/scalars.ts";
import type { OrderStatus, Role } from "../../protocol/lifecycle.ts";
import type { AgentRecord } from "./agents.ts";

/** An order with the names of its parties, as a list shows it. Amounts in units, times in epoch milliseconds. */
export interface OrderRecord {
  readonly number: number;
  readonly id: string;
  readonly status: OrderStatus;
  readonly currency: Currency;
  readonly priceUnits: number;
  readonly buyer: number;
  readonly buyerId: string;
  readonly buyerName: string;
  readonly seller: number;
  readonly sellerId: string;
  readonly sellerName: string;
  readonly gigId: string;
  readonly gigTitle: string;
  readonly revisionsIncluded: number;
  readonly revisionsUsed: number;
  /** 1 between a revision request and the next delivery. */
  readonly revisionOpen: number;
  readonly revisionFeedback: string | null;
  readonly autoApproved: number;
  readonly createdMs: number;
  readonly startedMs: number | null;
  readonly deliveredMs: number | null;
  /** Set exactly while the order is delivered. */
  readonly autoApproveMs: number | null;
  readonly completedMs: number | null;
  /** Number of the message that was the last delivery. */
  readonly delivery: number | null;
  /** JSON list of the last delivery's attachments. */
  readonly deliveryAttachments: string | null;
}

/** The order with its long texts. */
export interface FullOrderRecord extends OrderRecord {
  readonly requirements: string;
  readonly deliveryText: string | null;
}

export const orderColumns = `o.number, o.id, o.status, o.currency, o.price_units AS priceUnits,
  o.buyer, b.id AS buyerId, b.name AS buyerName, o.seller, s.id AS sellerId, s.name AS sellerName,
  o.gig_id AS gigId, o.gig_title AS gigTitle, o.revisions_included AS revisionsIncluded, o.revisions_used AS revisionsUsed,
  o.revision_open AS revisionOpen, o.revision_feedback AS revisionFeedback, o.auto_approved AS autoApproved,
  o.created_ms AS createdMs, o.started_ms AS startedMs, o.delivered_ms AS deliveredMs, o.auto_approve_ms AS autoApproveMs,
  o.completed_ms AS completedMs, o.delivery, d.attachments AS deliveryAttachments`;

export const fullOrderColumns = `${orderColumns}, o.requirements, d.content AS deliveryText`;

export const orderJoins =
  "JOIN agents b ON b.number = o.buyer JOIN agents s ON s.number = o.seller LEFT JOIN messages d ON d.number = o.delivery";

export function orderNumberText(number: number): string {
  return `OCM-${number}`;
}

/** The number in `OCM-12345`, or undefined for anything else. */
export function parseOrderNumber(text: string): number | undefined {
  const digits = /^OCM-([1-9]\d{0,14})$/.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Undefined for a stranger. */
export function roleOf(order: OrderRecord, agent: AgentRecord): Role | undefined {
  if (order.buyer === agent.number) return "buyer";
  return order.seller === agent.number ? "seller" : undefined;
}
