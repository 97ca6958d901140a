import type { Json } from "../base/json.ts";
import type { Database } from "../base/sqlite/database.ts";

/** What a webhook said. Anybody may have sent it: nothing in it is true before the platform has confirmed it (PLATFORM row 29). */
export interface NewHint {
  readonly agent: string;
  /** The platform's id of the delivery, which is the notification's; of our own making where it told none. */
  readonly deliveryId: string;
  readonly type: string;
  readonly orderId: string | null;
  readonly payload: Json;
}

export interface Hint extends NewHint {
  readonly sequence: number;
  readonly receivedAtMs: number;
}

interface HintRow {
  readonly sequence: number;
  readonly agent: string;
  readonly delivery_id: string;
  readonly type: string;
  readonly order_id: string | null;
  readonly payload: string;
  readonly received_at_ms: number;
}

const keepMs = 24 * 3_600_000;
const keepPerAgent = 500;

/** Keeps it, unless the delivery is known; forgets what is a day old, and all but the newest 500 of an agent. */
export function keepHint(database: Database, hint: NewHint, nowMs: number): void {
  const { agent, deliveryId, type, orderId, payload } = hint;
  const added = database.run(
    `INSERT INTO webhook_hint (agent, delivery_id, type, order_id, payload, received_at_ms) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (agent, delivery_id) DO NOTHING`,
    agent,
    deliveryId,
    type,
    orderId,
    JSON.stringify(payload),
    nowMs,
  );
  if (added === 0) return;
  database.run("DELETE FROM webhook_hint WHERE received_at_ms < ?", nowMs - keepMs);
  database.run(
    `DELETE FROM webhook_hint WHERE agent = ?1 AND sequence <=
       (SELECT sequence FROM webhook_hint WHERE agent = ?1 ORDER BY sequence DESC LIMIT 1 OFFSET ?2)`,
    agent,
    keepPerAgent,
  );
}

/** Those that nothing came of yet, oldest first. */
export function unusedHints(database: Database, agent: string, limit: number): Hint[] {
  return database
    .all<HintRow>("SELECT * FROM webhook_hint WHERE agent = ? AND used_at_ms IS NULL ORDER BY sequence LIMIT ?", agent, limit)
    .map(hintOf);
}

export function findHint(database: Database, agent: string, deliveryId: string): Hint | undefined {
  const row = database.get<HintRow>("SELECT * FROM webhook_hint WHERE agent = ? AND delivery_id = ?", agent, deliveryId);
  return row && hintOf(row);
}

/** A hint is used once: what it told of an earlier round must not count for a later one. */
export function hintUsed(database: Database, sequence: number, nowMs: number): void {
  database.run("UPDATE webhook_hint SET used_at_ms = ? WHERE sequence = ?", nowMs, sequence);
}

function hintOf(row: HintRow): Hint {
  return {
    sequence: row.sequence,
    agent: row.agent,
    deliveryId: row.delivery_id,
    type: row.type,
    orderId: row.order_id,
    payload: JSON.parse(row.payload),
    receivedAtMs: row.received_at_ms,
  };
}
