import { isoTime } from "../base/clock.ts";
import type { Json } from "../base/json.ts";
import type { Database } from "../base/sqlite/database.ts";
import { type Approval, type ApprovalStatus, type FrozenAction, hashOf, isFinal, mayMove } from "./approval.ts";
import { storeError } from "./errors.ts";

/** One step of an approval's life. */
export interface ApprovalChange {
  readonly id: string;
  readonly to: Exclude<ApprovalStatus, "held">;
  /** Who moves it (a command, a run). The same mover may repeat the same move: that changes nothing and is no error. */
  readonly by: string;
  readonly reason?: string | undefined;
  readonly result?: Json;
}

export interface ApprovalFilter {
  readonly status?: readonly ApprovalStatus[];
  readonly agent?: string;
  readonly runId?: string;
  readonly orderId?: string;
  /** The newest so many. */
  readonly limit?: number;
}

interface ApprovalRow {
  readonly id: string;
  readonly agent: string;
  readonly run_id: string;
  readonly lane: string;
  readonly order_id: string | null;
  readonly action: string;
  readonly params: string;
  readonly situation: string;
  readonly hash: string;
  readonly expires_at_ms: number | null;
  readonly status: ApprovalStatus;
  readonly held_at_ms: number;
  readonly decided_at_ms: number | null;
  readonly ended_at_ms: number | null;
  readonly decided_by: string | null;
  readonly ended_by: string | null;
  readonly reason: string | null;
  readonly result: string | null;
}

/** Freezes an action. An id that is known already changes nothing: the same run and step cannot freeze twice. */
export function insertApproval(database: Database, frozen: FrozenAction, nowMs: number): void {
  database.run(
    `INSERT INTO approval (id, agent, run_id, lane, order_id, action, params, situation, hash, expires_at_ms, status, held_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'held', ?) ON CONFLICT (id) DO NOTHING`,
    frozen.id,
    frozen.agent,
    frozen.runId,
    frozen.lane,
    frozen.orderId,
    frozen.action,
    JSON.stringify(frozen.params),
    JSON.stringify(frozen.situation),
    hashOf(frozen),
    frozen.expiresAtMs,
    nowMs,
  );
}

/**
 * The one way an approval moves. Answers it as it stands now, and whether it was this call that moved it. Throws `approval_not_found`, or
 * `approval_closed` when somebody else moved it first or its time has run out.
 */
export function changeApproval(
  database: Database,
  change: ApprovalChange,
  nowMs: number,
): { readonly approval: Approval; readonly moved: boolean } {
  const row = database.get<ApprovalRow>("SELECT * FROM approval WHERE id = ?", change.id);
  if (!row) throw storeError("approval_not_found", `There is no approval ${change.id}`, { id: change.id });
  if (isRepeated(row, change)) return { approval: approvalOf(row), moved: false };
  if (!mayMove(row.status, change.to)) throw closed(row, change, `it is ${row.status}`);
  const byPerson = change.to === "approved" || change.to === "rejected";
  if (byPerson && row.expires_at_ms !== null && nowMs >= row.expires_at_ms) {
    throw closed(row, change, `its time ran out at ${isoTime(row.expires_at_ms)}`);
  }
  const ends = isFinal(change.to);
  const moved = database.get<ApprovalRow>(
    `UPDATE approval SET status = ?, reason = coalesce(?, reason), result = ?, decided_at_ms = coalesce(decided_at_ms, ?),
       decided_by = coalesce(decided_by, ?), ended_at_ms = ?, ended_by = ? WHERE id = ? RETURNING *`,
    change.to,
    change.reason ?? null,
    change.result === undefined ? null : JSON.stringify(change.result),
    nowMs,
    change.by,
    ends ? nowMs : null,
    ends ? change.by : null,
    change.id,
  );
  return { approval: approvalOf(moved ?? row), moved: true };
}

export function findApproval(database: Database, id: string): Approval | undefined {
  const row = database.get<ApprovalRow>("SELECT * FROM approval WHERE id = ?", id);
  return row && approvalOf(row);
}

/** The approvals that a run waits for. */
export function heldByRun(database: Database, runId: string): string[] {
  const rows = database.all<{ id: string }>("SELECT id FROM approval WHERE run_id = ? AND status = 'held' ORDER BY rowid", runId);
  return rows.map(({ id }) => id);
}

/** The newest `limit` matching approvals, oldest first. */
export function selectApprovals(database: Database, filter: ApprovalFilter = {}): Approval[] {
  const conditions: string[] = [];
  const values: (string | number)[] = [];
  if (filter.status) {
    conditions.push(`status IN (${filter.status.map(() => "?").join(", ")})`);
    values.push(...filter.status);
  }
  if (filter.agent !== undefined) {
    conditions.push("agent = ?");
    values.push(filter.agent);
  }
  if (filter.runId !== undefined) {
    conditions.push("run_id = ?");
    values.push(filter.runId);
  }
  if (filter.orderId !== undefined) {
    conditions.push("order_id = ?");
    values.push(filter.orderId);
  }
  const where = conditions.length > 0 ? `WHERE ${conditions.join(" AND ")}` : "";
  const rows = database.all<ApprovalRow>(
    `SELECT * FROM approval ${where} ORDER BY held_at_ms DESC, rowid DESC LIMIT ?`,
    ...values,
    filter.limit ?? -1,
  );
  return rows.reverse().map(approvalOf);
}

/** What was approved may have ended since, by its run: whoever approved it still did so. */
function isRepeated(row: ApprovalRow, { to, by }: ApprovalChange): boolean {
  if (to !== "approved") return row.status === to && row.ended_by === by;
  const ended = row.status === "carried_out" || (row.status === "invalidated" && row.ended_by !== by);
  return (row.status === "approved" || ended) && row.decided_by === by;
}

function closed(row: ApprovalRow, { to }: ApprovalChange, why: string): Error {
  const details = { id: row.id, status: row.status, wanted: to, expiresAtMs: row.expires_at_ms };
  return storeError("approval_closed", `Approval ${row.id} (${row.action}) cannot become ${to}: ${why}`, details);
}

function approvalOf(row: ApprovalRow): Approval {
  return {
    id: row.id,
    agent: row.agent,
    runId: row.run_id,
    lane: row.lane,
    orderId: row.order_id,
    action: row.action,
    params: JSON.parse(row.params),
    situation: JSON.parse(row.situation),
    hash: row.hash,
    expiresAtMs: row.expires_at_ms,
    status: row.status,
    heldAtMs: row.held_at_ms,
    decidedAtMs: row.decided_at_ms,
    endedAtMs: row.ended_at_ms,
    reason: row.reason,
    result: row.result === null ? null : JSON.parse(row.result),
  };
}
