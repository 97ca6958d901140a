import type { Json } from "../base/json.ts";
import type { Database } from "../base/sqlite/database.ts";
import { insertPrunedRun, insertPrunedStep } from "./pruned-table.ts";
import type { Run, RunStatus } from "./run.ts";
import { deleteRun, findRunBySequence } from "./run-table.ts";
import { type FoundStep, stepsOfRun } from "./step-search.ts";

export interface PruneOrder {
  /** Runs that ended since are kept, and with them everything about the same subject. */
  readonly endedBeforeMs: number;
  /** Where the last batch stopped; absent at the beginning of a pass. */
  readonly after?: number | undefined;
  /** Rows looked at in this batch: what one commit may cost. */
  readonly batch: number;
  /** What must be remembered of a run, small: it stays for ever. Null = nothing. Must not throw. */
  readonly digest: (run: Run, steps: readonly FoundStep[]) => Json;
}

export interface PrunedBatch {
  readonly pruned: number;
  /** Where the next batch begins; undefined when the pass is over. */
  readonly after: number | undefined;
}

const finished: readonly RunStatus[] = ["done", "superseded", "lost_to_other"];

interface Candidate {
  readonly sequence: number;
  readonly agent: string;
  readonly subject: string | null;
  readonly created_at_ms: number;
}

/**
 * Forgets steps, data and texts of runs that ended long ago. What an order's later events need stays exact: ids are known for ever, claims stay,
 * rounds and spending are counted with what was pruned. Runs of one subject go together, when the last of them ended long ago and none waits or is
 * dead, so that a handler sees all messages of its order or none. One batch, in the caller's commit.
 */
export function pruneRuns(database: Database, { endedBeforeMs, after = 0, batch, digest }: PruneOrder): PrunedBatch {
  const candidates = database.all<Candidate>(
    "SELECT sequence, agent, subject, created_at_ms FROM run WHERE sequence > ? ORDER BY sequence LIMIT ?",
    after,
    batch,
  );
  const quiet = new Map<string, boolean>();
  let pruned = 0;
  for (const candidate of candidates) {
    if (candidate.created_at_ms >= endedBeforeMs) return { pruned, after: undefined };
    const subject = JSON.stringify([candidate.agent, candidate.subject ?? candidate.sequence]);
    const isQuiet = quiet.get(subject) ?? !isStirring(database, candidate, endedBeforeMs);
    quiet.set(subject, isQuiet);
    if (!isQuiet) continue;
    pruneRun(database, candidate.sequence, digest);
    pruned++;
  }
  return { pruned, after: candidates.length < batch ? undefined : candidates.at(-1)?.sequence };
}

/** Is there a run of that subject that has not ended well, or not long ago? */
function isStirring(database: Database, { agent, subject, sequence }: Candidate, endedBeforeMs: number): boolean {
  const [which, ...values] = subject === null ? ["sequence = ?", sequence] : ["subject = ? AND agent = ?", subject, agent];
  const row = database.get(
    `SELECT 1 FROM run WHERE ${which} AND (status NOT IN (${finished.map(() => "?").join(", ")}) OR ended_at_ms >= ?) LIMIT 1`,
    ...values,
    ...finished,
    endedBeforeMs,
  );
  return row !== undefined;
}

function pruneRun(database: Database, sequence: number, digest: PruneOrder["digest"]): void {
  const run = findRunBySequence(database, sequence);
  if (!run) return;
  const steps = stepsOfRun(database, run);
  insertPrunedRun(database, { id: run.id, sequence, lost: run.status === "lost_to_other", digest: digest(run, steps) });
  for (const step of steps) insertPrunedStep(database, step);
  deleteRun(database, sequence);
}
