import type { Database } from "../../base/sqlite/database.ts";

/** An event on its way to an agent's own server. */
export interface WebhookDelivery {
  readonly seq: number;
  /** The notification's id. Sent with every try, so that a receiver can tell a repeated one. */
  readonly id: string;
  readonly agent: number;
  readonly url: string;
  readonly type: string;
  /** Failed tries so far. */
  readonly attempts: number;
  readonly createdMs: number;
  /** JSON. */
  readonly payload: string;
}

export interface NewWebhookDelivery {
  readonly id: string;
  readonly agent: number;
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Not sent before. */
  readonly dueMs: number;
}

export interface NextDelivery {
  readonly agent: number;
  readonly nowMs: number;
  /** So many of the due ones are passed over, if there are more; 0 = the oldest. */
  readonly skip: number;
}

const selectNext = `SELECT d.seq, d.id, d.agent, a.webhook_url AS url, d.type, d.attempts, d.created_ms AS createdMs, d.payload
  FROM webhook_deliveries d JOIN agents a ON a.number = d.agent
  WHERE d.agent = ? AND d.due_ms <= ? AND a.webhook_url IS NOT NULL ORDER BY d.seq LIMIT 1 OFFSET ?`;

/**
 * What is to be sent, written in the transaction that made it happen, removed when it arrived or was given up (PLATFORM row 29). Without webhooks it
 * costs one comparison per event.
 */
export class WebhookOutbox {
  readonly #database: Database;
  #anybody: boolean | undefined;
  #touched = new Set<number>();
  #onAdded: () => void = () => {};

  constructor(database: Database) {
    this.#database = database;
  }

  /** Somebody registered with a webhook. */
  noteReceiver(): void {
    this.#anybody = true;
  }

  /** Does any agent have a webhook? */
  get hasReceivers(): boolean {
    this.#anybody ??= this.#database.get("SELECT 1 FROM agents WHERE webhook_url IS NOT NULL LIMIT 1") !== undefined;
    return this.#anybody;
  }

  /** Does this agent have a webhook? */
  receives(agent: number): boolean {
    if (!this.hasReceivers) return false;
    return this.#database.get("SELECT 1 FROM agents WHERE number = ? AND webhook_url IS NOT NULL", agent) !== undefined;
  }

  add({ id, agent, type, payload, dueMs }: NewWebhookDelivery, nowMs: number): void {
    this.#database.run(
      "INSERT INTO webhook_deliveries (id, agent, due_ms, created_ms, type, payload) VALUES (?, ?, ?, ?, ?, ?)",
      id,
      agent,
      dueMs,
      nowMs,
      type,
      JSON.stringify(payload),
    );
    // Commits are synchronous, so a microtask comes after the one that this write belongs to, whoever asked for it.
    if (this.#touched.size === 0) queueMicrotask(() => this.#onAdded());
    this.#touched.add(agent);
  }

  /** `listen` is called soon after commits that added something, with nothing running in between. */
  onAdded(listen: () => void): void {
    this.#onAdded = listen;
  }

  /** After the database's content was replaced. */
  forget(): void {
    this.#anybody = undefined;
  }

  /** Agents that got something since the last call; possibly in a write that was rolled back. */
  takeTouched(): ReadonlySet<number> {
    const touched = this.#touched;
    this.#touched = new Set();
    return touched;
  }

  /** Agents with something due. */
  dueAgents(nowMs: number): readonly number[] {
    return this.#database
      .all<{ agent: number }>("SELECT DISTINCT agent FROM webhook_deliveries WHERE due_ms <= ?", nowMs)
      .map(({ agent }) => agent);
  }

  /** When something becomes due that is not yet. */
  earliestAfterMs(nowMs: number): number | undefined {
    const sql = "SELECT min(due_ms) AS atMs FROM webhook_deliveries WHERE due_ms > ?";
    return this.#database.get<{ atMs: number | null }>(sql, nowMs)?.atMs ?? undefined;
  }

  countDue(agent: number, nowMs: number): number {
    const sql = "SELECT count(*) AS count FROM webhook_deliveries WHERE agent = ? AND due_ms <= ?";
    return this.#database.get<{ count: number }>(sql, agent, nowMs)?.count ?? 0;
  }

  next({ agent, nowMs, skip }: NextDelivery): WebhookDelivery | undefined {
    return this.#database.get<WebhookDelivery>(selectNext, agent, nowMs, skip);
  }

  /** False when it was gone already. */
  remove({ seq, id }: WebhookDelivery): boolean {
    return this.#database.run("DELETE FROM webhook_deliveries WHERE seq = ? AND id = ?", seq, id) > 0;
  }

  /** After a failed try. */
  retryAt({ seq, id }: WebhookDelivery, dueMs: number): void {
    this.#database.run(
      "UPDATE webhook_deliveries SET attempts = attempts + 1, due_ms = ? WHERE seq = ? AND id = ?",
      dueMs,
      seq,
      id,
    );
  }
}
