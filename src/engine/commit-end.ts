import { errorCode } from "../base/errors.ts";
import type { Database } from "../base/sqlite/database.ts";
import { heldByRun } from "../store/approval-table.ts";
import type { Outcome, Run } from "./run.ts";
import { runEndOf } from "./run-end.ts";
import type { ExecutionEnd } from "./run-execution.ts";
import { type BegunRun, endRun, insertRuns, type QueuedRun } from "./run-table.ts";
import { applyStateWrites } from "./state-table.ts";
import { deleteStep, writeStep } from "./step-table.ts";

export interface CommittedEnd {
  /** The run as it stands now. */
  readonly ended: Run;
  readonly outcome: Outcome;
  /** Follow-up runs that were new. */
  readonly added: readonly QueuedRun[];
}

/** Outcome, closing steps, state and follow-up runs: all or nothing, in the caller's commit. */
export function commitEnd(database: Database, begun: BegunRun, end: ExecutionEnd, nowMs: number): CommittedEnd {
  const outcome = withHeld(end.outcome, heldByRun(database, begun.run.id));
  const { rows, forgotten = [] } = end;
  const { holdsLane, ...row } = runEndOf(begun.run, outcome);
  for (const row of rows) writeStep(database, row);
  for (const row of forgotten) deleteStep(database, row);
  endRun(database, begun.sequence, { ...row, holdsLane }, nowMs);
  const ended = { ...begun.run, ...row, endedAtMs: nowMs };
  if (!("submit" in outcome || "state" in outcome)) return { ended, outcome, added: [] };
  applyStateWrites(database, outcome.state ?? []);
  return { ended, outcome, added: insertRuns(database, outcome.submit ?? [], nowMs) };
}

/**
 * A run that ends well waits for as long as an action of it is held, whether its handler returned or could not go on. When people were faster
 * than the handler there is nothing to wait for, and what they decided reaches it as an event.
 */
function withHeld(outcome: Outcome, held: readonly string[]): Outcome {
  if (outcome.kind === "done" && held.length > 0) return { ...outcome, kind: "waiting", reason: `waits for ${approvals(held)}` };
  return outcome.kind === "waiting" && held.length === 0 ? { ...outcome, kind: "done" } : outcome;
}

const approvals = (ids: readonly string[]) => `approval${ids.length > 1 ? "s" : ""} ${ids.join(", ")}`;

/** Nothing can be written any more: there is no use in trying to record even that. */
export function isLostDatabase(error: unknown): boolean {
  const code = errorCode(error);
  return code === "commit_failed" || code === "commit_closed";
}
