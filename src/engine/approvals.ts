import type { Database } from "../base/sqlite/database.ts";
import type { Approval } from "../store/approval.ts";
import {
  type ApprovalChange,
  type ApprovalFilter,
  changeApproval,
  findApproval,
  selectApprovals,
} from "../store/approval-table.ts";
import type { NewRun } from "./run.ts";
import { insertRuns, type QueuedRun, settleWaiting } from "./run-table.ts";

/** Held actions: looked at by people, moved by their decisions, by time, and by what became of the action. */
export interface Approvals {
  get(id: string): Approval | undefined;
  /** The newest `limit`, oldest first. */
  list(filter?: ApprovalFilter): readonly Approval[];
  /**
   * Moves one on and submits what follows from that, in one commit; the run that waited for it ends as done when nothing else holds it. Answers
   * the approval as it stands now. Rejects with `approval_not_found`, or with `approval_closed` when it was moved otherwise before.
   */
  change(change: ApprovalChange, submit: readonly NewRun[]): Promise<Approval>;
}

/** Commits a write that queues runs, and sees to it that they are executed. */
type Write = (write: (database: Database) => readonly QueuedRun[]) => Promise<unknown>;

export class StoredApprovals implements Approvals {
  readonly #database: Database;
  readonly #write: Write;
  readonly #nowMs: () => number;

  constructor(options: { readonly database: Database; readonly write: Write; readonly nowMs: () => number }) {
    this.#database = options.database;
    this.#write = options.write;
    this.#nowMs = options.nowMs;
  }

  get(id: string): Approval | undefined {
    return findApproval(this.#database, id);
  }

  list(filter: ApprovalFilter = {}): readonly Approval[] {
    return selectApprovals(this.#database, filter);
  }

  async change(change: ApprovalChange, submit: readonly NewRun[]): Promise<Approval> {
    const nowMs = this.#nowMs();
    let now: Approval | undefined;
    await this.#write((database) => {
      const { approval, moved } = changeApproval(database, change, nowMs);
      now = approval;
      if (!moved) return [];
      settleWaiting(database, approval.runId);
      return insertRuns(database, submit, nowMs);
    });
    if (!now) throw new Error(`approval ${change.id} was committed without being read`);
    return now;
  }
}
