import type { Database } from "../base/sqlite/database.ts";
import type { CostUnit } from "./journal.ts";
import type { ActionStatus, StepRecord, StepStatus } from "./records.ts";

/** A step as stored; `value`, `note`, `params` and `preImage` are JSON texts, `params` of a plain step the keys of its request's parts. Rows are replaced, never changed in place. */
export interface StepRow {
  readonly run: number;
  readonly kind: "step" | "action";
  readonly name: string;
  readonly occurrence: number;
  /** The generation of the run that recorded it first. Plain steps of an older one are forgotten; actions never are. */
  readonly generation: number;
  readonly agent: string;
  readonly subject: string | null;
  readonly status: StepStatus;
  readonly value: string | null;
  readonly note: string | null;
  readonly intent_id: string | null;
  readonly params: string | null;
  readonly pre_image: string | null;
  /** Null while an intent was surely not sent. */
  readonly sent_at_ms: number | null;
  readonly cost_unit: CostUnit | null;
  readonly cost: number;
  readonly started_at_ms: number;
  readonly ended_at_ms: number | null;
}

export function writeStep(database: Database, row: StepRow): void {
  database.run(
    `INSERT OR REPLACE INTO step (run, kind, name, occurrence, generation, agent, subject, status, value, note, intent_id, params,
       pre_image, sent_at_ms, cost_unit, cost, started_at_ms, ended_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    row.run,
    row.kind,
    row.name,
    row.occurrence,
    row.generation,
    row.agent,
    row.subject,
    row.status,
    row.value,
    row.note,
    row.intent_id,
    row.params,
    row.pre_image,
    row.sent_at_ms,
    row.cost_unit,
    row.cost,
    row.started_at_ms,
    row.ended_at_ms,
  );
}

export function deleteStep(database: Database, row: StepRow): void {
  database.run(
    "DELETE FROM step WHERE run = ? AND kind = ? AND name = ? AND occurrence = ? AND generation = ?",
    row.run,
    row.kind,
    row.name,
    row.occurrence,
    row.generation,
  );
}

/**
 * Makes what ended a dead run happen again when it is retried, be it a plain step that failed or an action that the platform refused: replaying
 * a wrong key or an empty balance for ever would make a retry pointless. The cost of steps stays booked; values, other failures, and actions
 * that were or may have been carried out stay recorded.
 */
export function forgetFatalFailures(database: Database, run: number): void {
  database.run(
    `UPDATE step SET status = 'reserved', value = NULL, ended_at_ms = NULL
     WHERE run = ? AND kind = 'step' AND status = 'failed' AND json_extract(value, '$.code') = (SELECT code FROM run WHERE sequence = ?)`,
    run,
    run,
  );
  // A refusal moved nothing and its cost is released: without its record the action is prepared and sent anew.
  database.run(
    `DELETE FROM step WHERE run = ?1 AND kind = 'action' AND (name, occurrence, generation) = (
       SELECT name, occurrence, generation FROM step
       WHERE run = ?1 AND kind = 'action' AND status = 'refused'
         AND json_extract(value, '$.code') = (SELECT code FROM run WHERE sequence = ?1)
       ORDER BY ended_at_ms DESC LIMIT 1)`,
    run,
  );
}

/** What an execution remembers: every action, and the plain steps of the present generation. */
export function selectSteps(database: Database, run: number, generation: number): StepRow[] {
  return database.all<StepRow>(
    "SELECT * FROM step WHERE run = ? AND (kind = 'action' OR generation = ?) ORDER BY started_at_ms, kind, name, occurrence",
    run,
    generation,
  );
}

/** The same by run id, for people. */
export function selectStepRecords(database: Database, runId: string): StepRecord[] {
  const run = database.get<{ sequence: number; generation: number }>("SELECT sequence, generation FROM run WHERE id = ?", runId);
  return run ? selectSteps(database, run.sequence, run.generation).map((row) => stepRecordOf(row, runId)) : [];
}

export interface ActionCount {
  readonly agent: string;
  readonly subject: string;
  readonly name: string;
  readonly status: ActionStatus;
}

/** Those of pruned runs included. */
export function countActions(database: Database, query: ActionCount): number {
  const row = database.get<{ count: number }>(
    `SELECT COUNT(*) + (SELECT TOTAL(count) FROM pruned_action WHERE agent = ?1 AND subject = ?2 AND name = ?3 AND status = ?4) AS count
     FROM step WHERE kind = 'action' AND agent = ?1 AND subject = ?2 AND name = ?3 AND status = ?4`,
    query.agent,
    query.subject,
    query.name,
    query.status,
  );
  return row?.count ?? 0;
}

export function stepRecordOf(row: StepRow, runId: string): StepRecord {
  return {
    runId,
    agent: row.agent,
    subject: row.subject,
    name: row.name,
    occurrence: row.occurrence,
    kind: row.kind,
    status: row.status,
    value: row.value === null ? null : JSON.parse(row.value),
    note: row.note === null ? null : JSON.parse(row.note),
    params: row.params === null ? null : JSON.parse(row.params),
    costUnit: row.cost_unit,
    cost: row.cost,
    startedAtMs: row.started_at_ms,
    endedAtMs: row.ended_at_ms,
  };
}
