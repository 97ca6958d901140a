import type { Database } from "../../base/sqlite/database.ts";
import type { Currency } from "../../protocol/entities/scalars.ts";
import { type FullOrderRecord, fullOrderColumns, orderJoins, parseOrderNumber } from "./order-record.ts";

export interface NewOrder {
  readonly id: string;
  readonly buyer: Party;
  readonly seller: Party;
  readonly currency: Currency;
  readonly priceUnits: number;
  readonly gigId: string;
  readonly gigTitle: string;
  readonly revisionsIncluded: number;
  readonly requirements: string;
}

export interface Party {
  readonly number: number;
  readonly id: string;
  readonly name: string;
}

const changeableColumns = {
  status: "status",
  revisionsUsed: "revisions_used",
  revisionOpen: "revision_open",
  revisionFeedback: "revision_feedback",
  autoApproved: "auto_approved",
  startedMs: "started_ms",
  deliveredMs: "delivered_ms",
  autoApproveMs: "auto_approve_ms",
  completedMs: "completed_ms",
  delivery: "delivery",
} as const satisfies Partial<Record<keyof FullOrderRecord, string>>;

/** What may change after an order was placed; the rest is the snapshot. */
export type OrderChanges = Partial<Pick<FullOrderRecord, keyof typeof changeableColumns>>;

const firstNumber = 10_001;
const insertOrder = `INSERT INTO orders (number, id, buyer, seller, status, currency, price_units, revisions_included, created_ms, gig_id, gig_title, requirements)
  VALUES ((SELECT coalesce(max(number), ${firstNumber - 1}) + 1 FROM orders), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const selectOrder = `SELECT ${fullOrderColumns} FROM orders o ${orderJoins}`;
const selectById = `${selectOrder} WHERE o.id = ?`;
const selectByNumber = `${selectOrder} WHERE o.number = ?`;
const selectDue = `${selectOrder} WHERE o.auto_approve_ms IS NOT NULL AND o.auto_approve_ms <= ?
  ORDER BY o.auto_approve_ms, o.number LIMIT ?`;

/** Orders as rows. Which changes are legal is not decided here. */
export class Orders {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  insert({ buyer, seller, ...order }: NewOrder, nowMs: number): FullOrderRecord {
    const status = "pending";
    const number = this.#database.insert(
      insertOrder,
      order.id,
      buyer.number,
      seller.number,
      status,
      order.currency,
      order.priceUnits,
      order.revisionsIncluded,
      nowMs,
      order.gigId,
      order.gigTitle,
      order.requirements,
    );
    return {
      ...order,
      number,
      status,
      buyer: buyer.number,
      buyerId: buyer.id,
      buyerName: buyer.name,
      seller: seller.number,
      sellerId: seller.id,
      sellerName: seller.name,
      revisionsUsed: 0,
      revisionOpen: 0,
      revisionFeedback: null,
      autoApproved: 0,
      createdMs: nowMs,
      startedMs: null,
      deliveredMs: null,
      autoApproveMs: null,
      completedMs: null,
      delivery: null,
      deliveryAttachments: null,
      deliveryText: null,
    };
  }

  /** By UUID, or also by `OCM-12345`. */
  find(reference: string, options: { readonly byNumberToo: boolean }): FullOrderRecord | undefined {
    const number = options.byNumberToo ? parseOrderNumber(reference) : undefined;
    return number === undefined
      ? this.#database.get<FullOrderRecord>(selectById, reference)
      : this.#database.get<FullOrderRecord>(selectByNumber, number);
  }

  /** Writes only the named columns, so that only their indexes are touched. */
  update(number: number, changes: OrderChanges): void {
    const fields = Object.keys(changes) as (keyof typeof changeableColumns)[];
    const assignments = fields.map((field) => `${changeableColumns[field]} = ?`).join(", ");
    this.#database.run(`UPDATE orders SET ${assignments} WHERE number = ?`, ...Object.values(changes), number);
  }

  /** The earliest auto-approval, or undefined when nothing is delivered. */
  earliestDeadlineMs(): number | undefined {
    return (
      this.#database.get<{ atMs: number | null }>(
        "SELECT min(auto_approve_ms) AS atMs FROM orders WHERE auto_approve_ms IS NOT NULL",
      )?.atMs ?? undefined
    );
  }

  /** The latest auto-approval not after `untilMs`. */
  latestDeadlineMs(untilMs: number): number | undefined {
    const sql = "SELECT max(auto_approve_ms) AS atMs FROM orders WHERE auto_approve_ms IS NOT NULL AND auto_approve_ms <= ?";
    return this.#database.get<{ atMs: number | null }>(sql, untilMs)?.atMs ?? undefined;
  }

  /** Delivered orders whose time has come, earliest first. */
  due(nowMs: number, limit: number): FullOrderRecord[] {
    return this.#database.all<FullOrderRecord>(selectDue, nowMs, limit);
  }
}
