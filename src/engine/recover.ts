import type { Database } from "../base/sqlite/database.ts";

/** So many times may the process die with a run alone in flight, without a new step, before the run is given up. */
const chargesUntilDead = 3;

/**
 * After an unclean end of the process: whatever was executing is queued again, first in its lane, with one more end to its name. One end proves nothing:
 * power fails, and a hundred innocent runs go on side by side as before. Those that were in flight at the next end too, without a new step in between, are
 * suspects and run apart (see suspects.ts), so that a guilty one is alone at the end after that. Only a run that was alone in flight is charged.
 */
export function recover(database: Database, nowMs: number): void {
  database.transaction(() => {
    const inFlight = database.all<{ sequence: number }>("SELECT sequence FROM run WHERE status = 'running'");
    const [alone] = inFlight.length === 1 ? inFlight : [];
    if (alone) database.run("UPDATE run SET crashes = crashes + 1 WHERE sequence = ?", alone.sequence);
    database.run(
      `UPDATE run SET status = 'dead', code = 'crash_loop', ended_at_ms = ?, suspect = 0,
         reason = 'the process died ' || crashes || ' times while only this run was executing'
       WHERE status = 'running' AND crashes >= ?`,
      nowMs,
      chargesUntilDead,
    );
    // The interrupted execution does not count: attempts are for failures, and a restart is not one.
    database.run(
      `UPDATE run SET status = 'queued', attempts = attempts - 1, holds_lane = 1, suspect = suspect + 1, available_at_ms = MIN(available_at_ms, ?)
       WHERE status = 'running'`,
      nowMs,
    );
  });
}
