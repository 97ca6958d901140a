import { errorCode } from "../base/errors.ts";
import type { Database } from "../base/sqlite/database.ts";
import type { Outcome, Run } from "./run.ts";
import { runEndOf } from "./run-end.ts";
import type { ExecutionEnd } from "./run-execution.ts";
import { type BegunRun, endRun, insertRuns, type QueuedRun } from "./run-table.ts";
import { applyStateWrites } from "./state-table.ts";
import { writeStep } from "./step-table.ts";

export interface CommittedEnd {
  /** The run as it stands now. */
  readonly ended: Run;
  readonly outcome: Outcome;
  /** Follow-up runs that were new. */
  readonly added: readonly QueuedRun[];
}

/** Outcome, closing steps, state and follow-up runs: all or nothing, in the caller's commit. */
export function commitEnd(database: Database, begun: BegunRun, { outcome, rows }: ExecutionEnd, nowMs: number): CommittedEnd {
  const { holdsLane, ...end } = runEndOf(begun.run, outcome);
  for (const row of rows) writeStep(database, row);
  endRun(database, begun.sequence, { ...end, holdsLane }, nowMs);
  const ended = { ...begun.run, ...end, endedAtMs: nowMs };
  if (!("submit" in outcome || "state" in outcome)) return { ended, outcome, added: [] };
  applyStateWrites(database, outcome.state ?? []);
  return { ended, outcome, added: insertRuns(database, outcome.submit ?? [], nowMs) };
}

/** Nothing can be written any more: there is no use in trying to record even that. */
export function isLostDatabase(error: unknown): boolean {
  const code = errorCode(error);
  return code === "commit_failed" || code === "commit_closed";
}
