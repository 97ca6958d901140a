import type { Json } from "../base/json.ts";
import type { Database } from "../base/sqlite/database.ts";
import type { StepRecord } from "./records.ts";
import type { Run } from "./run.ts";
import { type StepRow, stepRecordOf } from "./step-table.ts";

export interface StepSearch {
  readonly kind: "step" | "action";
  /** Exactly this name, or all that begin with what stands before a final `*`. */
  readonly name: string;
}

export interface FoundStep extends StepRecord {
  /** An action's parameters; null for a plain step. */
  readonly params: Json;
}

/** Steps of all runs, oldest first, those that a fresh retry has forgotten included: what was booked stays booked. */
export function searchSteps(database: Database, { kind, name }: StepSearch): readonly FoundStep[] {
  const pattern = name.endsWith("*") ? `${globbed(name.slice(0, -1))}*` : globbed(name);
  const rows = database.all<StepRow & { readonly run_id: string }>(
    `SELECT step.*, run.id AS run_id FROM step JOIN run ON run.sequence = step.run
     WHERE step.kind = ? AND step.name GLOB ? ORDER BY step.started_at_ms, step.run`,
    kind,
    pattern,
  );
  return rows.map((row) => foundStep(row, row.run_id));
}

/** Every step that a run ever recorded, those that a fresh retry has forgotten included. */
export function stepsOfRun(database: Database, run: Pick<Run, "id" | "sequence">): readonly FoundStep[] {
  return database.all<StepRow>("SELECT * FROM step WHERE run = ?", run.sequence).map((row) => foundStep(row, run.id));
}

function foundStep(row: StepRow, runId: string): FoundStep {
  return { ...stepRecordOf(row, runId), params: row.params === null ? null : (JSON.parse(row.params) as Json) };
}

function globbed(text: string): string {
  return text.replaceAll(/[[*?]/g, "[$&]");
}
