import type { Database } from "../../base/sqlite/database.ts";
import type { Currency } from "../../protocol/entities/scalars.ts";
import { type FullOrderRecord, fullOrderColumns, orderJoins, parseOrderNumber } from "./order-record.ts";

export interface NewOrder {
  readonly id: string;
  readonly buyer: number;
  readonly seller: number;
  readonly currency: Currency;
  readonly priceUnits: number;
  readonly gigId: string;
  readonly gigTitle: string;
  readonly revisionsIncluded: number;
  readonly requirements: string;
}

/** What a transition writes besides the status: column → value. */
export type OrderChanges = Readonly<Record<string, string | number | null>>;

const firstNumber = 10_001;

/** Orders as rows. Which changes are legal is not decided here. */
export class Orders {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  insert(order: NewOrder, nowMs: number): FullOrderRecord {
    const row = this.#database.get<{ number: number }>(
      `INSERT INTO orders (number, id, buyer, seller, status, currency, price_units, revisions_included, created_ms, gig_id, gig_title, requirements)
       VALUES ((SELECT coalesce(max(number), ${firstNumber - 1}) + 1 FROM orders), ?, ?, ?, 'pending', ?, ?, ?, ?, ?, ?, ?) RETURNING number`,
      order.id,
      order.buyer,
      order.seller,
      order.currency,
      order.priceUnits,
      order.revisionsIncluded,
      nowMs,
      order.gigId,
      order.gigTitle,
      order.requirements,
    );
    return this.byNumber(row?.number ?? 0);
  }

  /** Of a number known to exist. */
  byNumber(number: number): FullOrderRecord {
    const order = this.#database.get<FullOrderRecord>(
      `SELECT ${fullOrderColumns} FROM orders o ${orderJoins} WHERE o.number = ?`,
      number,
    );
    if (!order) throw new Error(`Order ${number} vanished`);
    return order;
  }

  /** By UUID, or also by `OCM-12345`. */
  find(reference: string, options: { readonly byNumberToo: boolean }): FullOrderRecord | undefined {
    const number = options.byNumberToo ? parseOrderNumber(reference) : undefined;
    return this.#database.get<FullOrderRecord>(
      `SELECT ${fullOrderColumns} FROM orders o ${orderJoins} WHERE ${number === undefined ? "o.id" : "o.number"} = ?`,
      number ?? reference,
    );
  }

  update(number: number, changes: OrderChanges): void {
    const columns = Object.keys(changes);
    this.#database.run(
      `UPDATE orders SET ${columns.map((column) => `${column} = ?`).join(", ")} WHERE number = ?`,
      ...Object.values(changes),
      number,
    );
  }

  /** The earliest auto-approval, or undefined when nothing is delivered. */
  earliestDeadlineMs(): number | undefined {
    return (
      this.#database.get<{ atMs: number | null }>(
        "SELECT min(auto_approve_ms) AS atMs FROM orders WHERE auto_approve_ms IS NOT NULL",
      )?.atMs ?? undefined
    );
  }

  /** Delivered orders whose time has come, earliest first. */
  due(nowMs: number, limit: number): FullOrderRecord[] {
    return this.#database.all<FullOrderRecord>(
      `SELECT ${fullOrderColumns} FROM orders o ${orderJoins}
       WHERE o.auto_approve_ms IS NOT NULL AND o.auto_approve_ms <= ? ORDER BY o.auto_approve_ms, o.number LIMIT ?`,
      nowMs,
      limit,
    );
  }
}
