import { canonicalJson, type Json, sha256Hex } from "../base/json.ts";
import type { Database } from "../base/sqlite/database.ts";
import type { FrozenAction } from "../store/approval.ts";
import { changeApproval, findApproval, insertApproval } from "../store/approval-table.ts";
import { engineError } from "./errors.ts";
import type { ActionSpec, Hold } from "./journal.ts";
import { jsonText } from "./json-text.ts";
import type { RunContext } from "./run-context.ts";
import type { StepRow } from "./step-table.ts";

/**
 * From run, step and parameters: a crash cannot freeze the same action twice, and a decision about one set of parameters says nothing of
 * another.
 */
export function approvalIdOf(runId: string, name: string, occurrence: number, params: Json): string {
  return sha256Hex(`approval\n${runId}\n${name}#${occurrence}\n${canonicalJson(params)}`).slice(0, 16);
}

/** Commits the freeze: the approval, the step that remembers it, and the timer of its expiry, all or nothing. */
export async function freeze<R>(
  context: RunContext,
  spec: ActionSpec<R>,
  row: StepRow,
  { id, hold, replaces }: { readonly id: string; readonly hold: Hold<R>; readonly replaces: string | undefined },
): Promise<StepRow> {
  const { run } = context.parts;
  const nowMs = context.nowMs();
  const held: StepRow = { ...row, status: "held", value: jsonText(hold.value), cost_unit: null, cost: 0, ended_at_ms: nowMs };
  const frozen: FrozenAction = {
    id,
    agent: run.agent,
    runId: run.id,
    lane: run.lane,
    orderId: run.subject,
    action: spec.name,
    params: spec.params,
    situation: hold.situation,
    expiresAtMs: hold.expiresAtMs,
  };
  const check = (database: Database) => {
    retire(database, replaces, run.id, nowMs);
    insertApproval(database, frozen, nowMs);
  };
  await context.record(held, check, hold.submit);
  return held;
}

/** The id under which an earlier execution froze what is in `row`. */
export function heldIdOf(runId: string, row: StepRow): string {
  return approvalIdOf(runId, row.name, row.occurrence, JSON.parse(row.params ?? "null"));
}

/** The handler ran again and wants something else than what is frozen (`dead-letters retry --fresh`, or it is not deterministic). */
export function isReplaceable<R>(context: RunContext, spec: ActionSpec<R>, held: StepRow): boolean {
  const { database, run } = context.parts;
  const id = heldIdOf(run.id, held);
  return id !== approvalIdOf(run.id, spec.name, held.occurrence, spec.params) && !wasApproved(database, id);
}

/** Whether what was held under that id was approved, so that it can no longer be replaced. */
function wasApproved(database: Database, id: string): boolean {
  const status = findApproval(database, id)?.status;
  return status === "approved" || status === "carried_out";
}

/** The same call with other parameters takes the place of what it asked for before, unless that was approved meanwhile. */
export function retire(database: Database, id: string | undefined, runId: string, nowMs: number): void {
  if (id === undefined) return;
  if (wasApproved(database, id))
    throw engineError("waiting_for_approval", `Approval ${id} was given meanwhile`, { approvalId: id });
  if (findApproval(database, id)?.status !== "held") return;
  const reason = "the handler ran again and asked for the action with other parameters";
  changeApproval(database, { id, to: "invalidated", by: runId, reason }, nowMs);
}
