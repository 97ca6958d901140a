import type { Database } from "../../base/sqlite/database.ts";

/** Facts, in the past tense. The order ones share their names with the notifications they cause. */
export type DomainEventType =
  | "agent.registered"
  | "agent.claimed"
  | "agent.credited"
  | "agent.status_changed"
  | "file.uploaded"
  | "gig.created"
  | "order.created"
  | "order.started"
  | "order.delivered"
  | "order.revision_requested"
  | "order.declined"
  | "order.completed"
  | "order.disputed"
  | "order.cancelled"
  | "message.sent"
  | "review.created";

export interface NewDomainEvent {
  readonly type: DomainEventType;
  /** An agent's id, or `platform`. */
  readonly actor: string;
  readonly orderNumber?: number;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface DomainEvent {
  /** Commit order; gaps are possible, repeats are not. */
  readonly seq: number;
  readonly timeMs: number;
  readonly type: DomainEventType;
  readonly actor: string;
  /** Absent for events that belong to no order. */
  readonly orderId: string | undefined;
  readonly orderNumber: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface DomainEventFilter {
  /** Exclusive cursor. */
  readonly afterSeq?: number;
  /** UUID of an order. */
  readonly orderId?: string;
  /** 1,000 by default. */
  readonly limit?: number;
}

interface Row {
  readonly seq: number;
  readonly timeMs: number;
  readonly type: DomainEventType;
  readonly actor: string;
  readonly orderId: string | null;
  readonly orderNumber: number | null;
  readonly data: string;
}

/** The append-only record of what happened, written in the transaction that made it happen. */
export class DomainEvents {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  append({ type, actor, orderNumber, data }: NewDomainEvent, nowMs: number): void {
    this.#database.run(
      "INSERT INTO domain_events (time_ms, type, order_number, actor, data) VALUES (?, ?, ?, ?, ?)",
      nowMs,
      type,
      orderNumber ?? null,
      actor,
      JSON.stringify(data),
    );
  }

  /** 0 before the first. */
  lastSeq(): number {
    return this.#database.get<{ seq: number }>("SELECT coalesce(max(seq), 0) AS seq FROM domain_events")?.seq ?? 0;
  }

  /** Oldest first. */
  list({ afterSeq = 0, orderId, limit = 1_000 }: DomainEventFilter = {}): DomainEvent[] {
    const rows = this.#database.all<Row>(
      `SELECT e.seq, e.time_ms AS timeMs, e.type, e.actor, o.id AS orderId, e.order_number AS orderNumber, e.data
       FROM domain_events e LEFT JOIN orders o ON o.number = e.order_number
       WHERE e.seq > ? ${orderId === undefined ? "" : "AND e.order_number = (SELECT number FROM orders WHERE id = ?)"}
       ORDER BY e.seq LIMIT ?`,
      ...(orderId === undefined ? [afterSeq, limit] : [afterSeq, orderId, limit]),
    );
    return rows.map((row) => ({
      ...row,
      orderId: row.orderId ?? undefined,
      orderNumber: row.orderNumber === null ? undefined : `OCM-${row.orderNumber}`,
      data: JSON.parse(row.data) as Record<string, unknown>,
    }));
  }
}
