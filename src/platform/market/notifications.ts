import type { Database } from "../../base/sqlite/database.ts";
import type { NotifiedAgents } from "./notified-agents.ts";
import { Refusal } from "./refusal.ts";

export interface NewNotification {
  readonly id: string;
  readonly agent: number;
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface NotificationRecord {
  readonly id: string;
  readonly type: string;
  /** JSON. */
  readonly payload: string;
  readonly isRead: number;
  readonly createdMs: number;
}

export interface NotificationQuery {
  readonly agent: number;
  readonly unreadOnly: boolean;
  readonly sinceId: string | undefined;
  /** Older ones are not there any more; -Infinity = all are. */
  readonly afterMs: number;
  readonly newestFirst: boolean;
  readonly limit: number;
}

const selectPage = (condition: string, order: string) => `SELECT id, type, payload, is_read AS isRead, created_ms AS createdMs
  FROM notifications WHERE agent = ? AND seq > ? AND created_ms > ? ${condition} ORDER BY seq ${order} LIMIT ?`;
const selectAll = { oldestFirst: selectPage("", "ASC"), newestFirst: selectPage("", "DESC") };
const selectUnread = { oldestFirst: selectPage("AND is_read = 0", "ASC"), newestFirst: selectPage("AND is_read = 0", "DESC") };

const countUnread = "SELECT count(*) AS unread FROM notifications WHERE agent = ? AND is_read = 0";
const longestCache = 100_000;

/** Every agent's inbox, in commit order; kept for ever (PLATFORM rows 24, 26, 28). */
export class Notifications {
  readonly #database: Database;
  readonly #notified: NotifiedAgents;
  /** Counted once and then kept up: every answer tells it, and an inbox may be long. */
  readonly #unread = new Map<number, number>();

  constructor(database: Database, notified: NotifiedAgents) {
    this.#database = database;
    this.#notified = notified;
  }

  add({ id, agent, type, payload }: NewNotification, nowMs: number): void {
    this.#database.run(
      "INSERT INTO notifications (id, agent, created_ms, type, payload) VALUES (?, ?, ?, ?, ?)",
      id,
      agent,
      nowMs,
      type,
      JSON.stringify(payload),
    );
    this.#changeUnread(agent, 1);
    this.#notified.note(agent);
  }

  /** How many the agent has not marked as read, of whatever age. */
  unreadCount(agent: number): number {
    const known = this.#unread.get(agent);
    if (known !== undefined) return known;
    const count = this.#database.get<{ unread: number }>(countUnread, agent)?.unread ?? 0;
    if (this.#unread.size >= longestCache) this.#unread.clear();
    this.#unread.set(agent, count);
    return count;
  }

  /** Rows were taken back or replaced: what is kept of them goes. */
  forget(): void {
    this.#unread.clear();
  }

  /** Throws `invalid_cursor` for an id that is not this agent's, or too old. */
  list({ agent, unreadOnly, sinceId, afterMs, newestFirst, limit }: NotificationQuery): NotificationRecord[] {
    const select = unreadOnly ? selectUnread : selectAll;
    return this.#database.all<NotificationRecord>(
      newestFirst ? select.newestFirst : select.oldestFirst,
      agent,
      sinceId === undefined ? 0 : this.#cursor(agent, sinceId, afterMs),
      afterMs,
      limit,
    );
  }

  /** Answers how many were unread until now; unknown and foreign ids are passed over. */
  markRead(agent: number, ids: readonly string[]): number {
    let updated = 0;
    for (const id of ids) {
      updated += this.#database.run("UPDATE notifications SET is_read = 1 WHERE id = ? AND agent = ? AND is_read = 0", id, agent);
    }
    if (updated > 0) this.#changeUnread(agent, -updated);
    return updated;
  }

  markAllRead(agent: number): number {
    const updated = this.#database.run("UPDATE notifications SET is_read = 1 WHERE agent = ? AND is_read = 0", agent);
    if (updated > 0) this.#changeUnread(agent, -updated);
    return updated;
  }

  #cursor(agent: number, sinceId: string, afterMs: number): number {
    const sql = "SELECT seq FROM notifications WHERE id = ? AND agent = ? AND created_ms > ?";
    const row = this.#database.get<{ seq: number }>(sql, sinceId, agent, afterMs);
    if (!row) throw new Refusal("invalid_cursor", `since_id ${JSON.stringify(sinceId)} is not a notification of this agent`);
    return row.seq;
  }

  #changeUnread(agent: number, difference: number): void {
    const known = this.#unread.get(agent);
    if (known !== undefined) this.#unread.set(agent, known + difference);
  }
}
