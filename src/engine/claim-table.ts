import type { Database } from "../base/sqlite/database.ts";

/** The run that claimed an event identity. Claims are for ever. */
export function claimHolder(database: Database, key: string): string | undefined {
  return database.get<{ run_id: string }>("SELECT run_id FROM claim WHERE key = ?", key)?.run_id;
}

/** True when `runId` holds the claim afterwards. */
export function insertClaim(database: Database, key: string, runId: string, nowMs: number): boolean {
  database.run("INSERT INTO claim (key, run_id, claimed_at_ms) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING", key, runId, nowMs);
  return claimHolder(database, key) === runId;
}
