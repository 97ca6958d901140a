import type { Json } from "../base/json.ts";
import type { Database } from "../base/sqlite/database.ts";

/** Something that an operator should know, as long as it is so. */
export interface AlertCondition {
  readonly kind: string;
  /** What it is about; of one kind and subject there is one open alert. */
  readonly subject: string;
  /** Null when it is about no agent in particular. */
  readonly agent: string | null;
  /** One sentence in our own words. */
  readonly text: string;
  readonly details: Json;
}

export interface Alert extends AlertCondition {
  readonly id: number;
  readonly raisedAtMs: number;
  /** When the condition was gone, or raised anew; null while it is open. */
  readonly resolvedAtMs: number | null;
  /** Tries to send it so far. */
  readonly attempts: number;
}

interface AlertRow {
  readonly id: number;
  readonly kind: string;
  readonly subject: string;
  readonly agent: string | null;
  readonly text: string;
  readonly details: string;
  readonly raised_at_ms: number;
  readonly resolved_at_ms: number | null;
  readonly attempts: number;
}

/** After so long an open alert is raised anew, should its condition persist. */
const raiseAgainAfterMs = 24 * 3_600_000;
const keepMs = 30 * 24 * 3_600_000;

export interface AlertSync {
  /** Everything that is so now. */
  readonly conditions: readonly AlertCondition[];
  /** Kinds of which `conditions` is complete: an open alert of them that is not in it is resolved. */
  readonly complete: readonly string[];
  readonly nowMs: number;
}

/** What has to be written for that. */
export interface AlertChanges {
  readonly raise: readonly AlertCondition[];
  readonly resolve: readonly number[];
}

/** What is new is raised, what is gone is resolved, and what has been open for a day is resolved and raised anew. Reads only. */
export function alertChanges(database: Database, { conditions, complete, nowMs }: AlertSync): AlertChanges {
  const open = database.all<{ id: number; kind: string; subject: string; raised_at_ms: number }>(
    "SELECT id, kind, subject, raised_at_ms FROM alert WHERE resolved_at_ms IS NULL",
  );
  const raise = new Map(conditions.map((condition) => [keyOf(condition), condition]));
  const resolve: number[] = [];
  for (const alert of open) {
    const persists = raise.has(keyOf(alert));
    const isFresh = nowMs - alert.raised_at_ms < raiseAgainAfterMs;
    if (persists && isFresh) raise.delete(keyOf(alert));
    else if (persists || complete.includes(alert.kind)) resolve.push(alert.id);
  }
  return { raise: [...raise.values()], resolve };
}

/** Also forgets what is over and a month old. */
export function applyAlertChanges(database: Database, { raise, resolve }: AlertChanges, nowMs: number): void {
  for (const id of resolve) database.run("UPDATE alert SET resolved_at_ms = ? WHERE id = ?", nowMs, id);
  for (const { kind, subject, agent, text, details } of raise) {
    database.run(
      "INSERT INTO alert (kind, subject, agent, text, details, raised_at_ms, due_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)",
      kind,
      subject,
      agent,
      text,
      JSON.stringify(details),
      nowMs,
      nowMs,
    );
  }
  database.run("DELETE FROM alert WHERE raised_at_ms < ? AND resolved_at_ms IS NOT NULL", nowMs - keepMs);
}

/** Alerts that are due to be sent, all of one kind, oldest first; the kind is that of the one that waits longest. */
export function dueAlerts(database: Database, nowMs: number, limit: number): Alert[] {
  return database
    .all<AlertRow>(
      `SELECT * FROM alert WHERE sent_at_ms IS NULL AND due_at_ms <= ?1
         AND kind = (SELECT kind FROM alert WHERE sent_at_ms IS NULL AND due_at_ms <= ?1 ORDER BY due_at_ms, id LIMIT 1)
       ORDER BY id LIMIT ?2`,
      nowMs,
      limit,
    )
    .map(alertOf);
}

/** When the next one is due; undefined when everything was sent. */
export function nextAlertDueMs(database: Database): number | undefined {
  const row = database.get<{ due: number | null }>("SELECT MIN(due_at_ms) AS due FROM alert WHERE sent_at_ms IS NULL");
  return row?.due ?? undefined;
}

export function alertsSent(database: Database, ids: readonly number[], nowMs: number): void {
  for (const id of ids) database.run("UPDATE alert SET sent_at_ms = ?, attempts = attempts + 1 WHERE id = ?", nowMs, id);
}

export function alertsFailed(database: Database, ids: readonly number[], dueAtMs: number): void {
  for (const id of ids) database.run("UPDATE alert SET due_at_ms = ?, attempts = attempts + 1 WHERE id = ?", dueAtMs, id);
}

function keyOf({ kind, subject }: { readonly kind: string; readonly subject: string }): string {
  return `${kind}\n${subject}`;
}

function alertOf(row: AlertRow): Alert {
  return {
    id: row.id,
    kind: row.kind,
    subject: row.subject,
    agent: row.agent,
    text: row.text,
    details: JSON.parse(row.details),
    raisedAtMs: row.raised_at_ms,
    resolvedAtMs: row.resolved_at_ms,
    attempts: row.attempts,
  };
}
