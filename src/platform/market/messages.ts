import type { Database } from "../../base/sqlite/database.ts";
import type { RowIds } from "./row-ids.ts";

export interface NewMessage {
  readonly orderNumber: number;
  readonly sender: number;
  readonly content: string;
  readonly attachments: readonly string[];
  readonly isDelivery: boolean;
}

export interface StoredMessage {
  readonly number: number;
  readonly id: string;
  readonly createdMs: number;
  readonly content: string;
  /** JSON list. */
  readonly attachments: string;
}

export interface MessageRecord {
  readonly id: string;
  readonly senderName: string;
  readonly content: string;
  /** JSON list. */
  readonly attachments: string;
  readonly isDelivery: number;
  readonly createdMs: number;
}

/** The conversations of orders; a delivery is a message too. */
export class Messages {
  readonly #database: Database;
  readonly #ids: RowIds;

  constructor(database: Database, ids: RowIds) {
    this.#database = database;
    this.#ids = ids;
  }

  add(message: NewMessage, nowMs: number): StoredMessage {
    const id = this.#ids.next();
    const { content } = message;
    const attachments = JSON.stringify(message.attachments);
    const number = this.#database.insert(
      `INSERT INTO messages (id, order_number, sender, is_delivery, created_ms, attachments, content)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      id,
      message.orderNumber,
      message.sender,
      message.isDelivery ? 1 : 0,
      nowMs,
      attachments,
      content,
    );
    return { number, id, createdMs: nowMs, content, attachments };
  }

  /** Oldest first. */
  list(orderNumber: number): MessageRecord[] {
    return this.#database.all<MessageRecord>(
      `SELECT m.id, a.name AS senderName, m.content, m.attachments, m.is_delivery AS isDelivery, m.created_ms AS createdMs
       FROM messages m JOIN agents a ON a.number = m.sender WHERE m.order_number = ? ORDER BY m.number`,
      orderNumber,
    );
  }
}
