import type { Database } from "../base/sqlite/database.ts";
import { claimHolder } from "./claim-table.ts";
import { engineError } from "./errors.ts";
import type { Run } from "./run.ts";
import { findRun } from "./run-table.ts";
import { type StepRow, selectSteps } from "./step-table.ts";
import { selectTexts } from "./text-table.ts";

/** A run as the journal holds it: everything its next execution would be given. */
export interface JournalledRun {
  readonly run: Run;
  readonly generation: number;
  /** In the order in which they began. */
  readonly steps: readonly StepRow[];
  /** What the steps asked for, by key. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Throws `run_not_found`. */
export function readJournalledRun(database: Database, id: string): JournalledRun {
  const run = findRun(database, id);
  if (!run) throw engineError("run_not_found", `There is no run ${id}`, { id });
  const row = database.get<{ generation: number }>("SELECT generation FROM run WHERE sequence = ?", run.sequence);
  const generation = row?.generation ?? 0;
  return { run, generation, steps: selectSteps(database, run.sequence, generation), texts: selectTexts(database, id) };
}

/** Whether that run holds the claim. */
export function holdsClaim(database: Database, key: string, runId: string): boolean {
  return claimHolder(database, key) === runId;
}
