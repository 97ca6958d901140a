import type { Database } from "../base/sqlite/database.ts";

/**
 * After the machine's clock was set back between two processes: what was written at a time that has not come yet waits from now on for as long as it
 * would have then, or everything that was queued would lie still until the clock is where it was. Alerts that were not sent are due.
 */
export function shiftWaits(database: Database, nowMs: number): void {
  database.transaction(() => {
    // A run that is tried again has the end of its last execution, any other the time at which it came.
    database.run(
      `UPDATE run SET available_at_ms = available_at_ms - (COALESCE(ended_at_ms, created_at_ms) - ?1), created_at_ms = MIN(created_at_ms, ?1),
         ended_at_ms = MIN(ended_at_ms, ?1)
       WHERE status = 'queued' AND COALESCE(ended_at_ms, created_at_ms) > ?1`,
      nowMs,
    );
    database.run("UPDATE alert SET due_at_ms = ?1 WHERE sent_at_ms IS NULL AND raised_at_ms > ?1", nowMs);
  });
}
