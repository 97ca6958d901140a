import type { Database } from "../base/sqlite/database.ts";

/** The run that claimed an event identity. Claims are for ever. */
export function claimHolder(database: Database, key: string): string | undefined {
  return database.get<{ run_id: string }>("SELECT run_id FROM claim WHERE key = ?", key)?.run_id;
}

/** Another run may take over what this one holds: it acted on nothing, since somebody else had. */
export function isLost(database: Database, runId: string): boolean {
  const row = database.get(
    "SELECT 1 FROM run WHERE id = ?1 AND status = 'lost_to_other' UNION ALL SELECT 1 FROM pruned_run WHERE id = ?1 AND lost = 1",
    runId,
  );
  return row !== undefined;
}

/** Nobody else gets it any more. */
export function isClaimed(database: Database, key: string): boolean {
  const holder = claimHolder(database, key);
  return holder !== undefined && !isLost(database, holder);
}

/** True when `runId` holds the claim afterwards. */
export function insertClaim(database: Database, key: string, runId: string, nowMs: number): boolean {
  const holder = claimHolder(database, key);
  if (holder !== undefined && holder !== runId && !isLost(database, holder)) return false;
  database.run("INSERT OR REPLACE INTO claim (key, run_id, claimed_at_ms) VALUES (?, ?, ?)", key, runId, nowMs);
  return claimHolder(database, key) === runId;
}
