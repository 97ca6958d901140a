import type { Clock } from "../base/clock.ts";
import type { Database } from "../base/sqlite/database.ts";
import type { GroupCommit } from "../base/sqlite/group-commit.ts";
import type { CrashPoint } from "./crash-point.ts";
import { engineError } from "./errors.ts";
import type { Execution } from "./execution.ts";
import type { Memory } from "./memory.ts";
import type { NewRun, Run } from "./run.ts";
import { acquit, insertRuns, type QueuedRun } from "./run-table.ts";
import { type StepRow, writeStep } from "./step-table.ts";

export interface RunContextParts {
  readonly run: Run;
  readonly sequence: number;
  readonly generation: number;
  readonly incriminated: boolean;
  readonly database: Database;
  readonly commits: GroupCommit;
  readonly clock: Clock;
  readonly execution: Execution;
  readonly memory: Memory;
  readonly crashPoint: CrashPoint;
  readonly onStep: (step: StepRow) => void;
  /** Runs that a step's commit has queued. */
  readonly onQueued: (runs: readonly QueuedRun[]) => void;
}

/** What the calls of one journal share. */
export class RunContext {
  readonly parts: RunContextParts;
  #incriminated: boolean;
  #pending: unknown;

  constructor(parts: RunContextParts) {
    this.parts = parts;
    this.#incriminated = parts.incriminated;
  }

  get signal(): AbortSignal {
    return this.parts.execution.signal;
  }

  nowMs(): number {
    return this.parts.clock.now();
  }

  /** Notes that an action's intent stays open, and answers `error`, which is thrown for it. */
  pending(error: unknown): unknown {
    this.#pending ??= error;
    return error;
  }

  /** While it is not known what became of one action, acting on would build on a guess: throws what was thrown for that action. */
  assertNoPendingAction(): void {
    if (this.#pending !== undefined) throw this.#pending;
  }

  /** What a held action will lead to is not known: acting on the same subject would build on a guess. */
  assertNothingHeld(subject: string, except: StepRow | undefined): void {
    const held = this.parts.memory.heldOn(subject);
    if (!held || held === except) return;
    throw engineError("waiting_for_approval", `${held.name} on ${subject} is held for a person`, { action: held.name, subject });
  }

  /**
   * Commits a step's row; `check` runs in the same commit, before it, and may refuse by throwing; `submit` is queued by it. Never settles once
   * revoked.
   */
  async record(row: StepRow, check?: (database: Database) => void, submit: readonly NewRun[] = []): Promise<void> {
    const { execution, commits, memory, sequence, onStep, onQueued } = this.parts;
    const acquitted = this.#incriminated;
    await execution.alive(() =>
      commits
        .commit((database) => {
          // Revoked between asking and flushing: the next execution may have read the records already.
          if (execution.revoked) throw new Error("revoked");
          check?.(database);
          writeStep(database, row);
          if (acquitted) acquit(database, sequence);
          return insertRuns(database, submit, this.nowMs());
        })
        .then(onQueued),
    );
    this.#incriminated = false;
    memory.remember(row);
    if (row.ended_at_ms !== null) onStep(row);
  }
}
