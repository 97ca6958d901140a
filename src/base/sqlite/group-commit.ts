import type { Clock } from "../clock.ts";
import { messageOf } from "../errors.ts";
import type { Database } from "./database.ts";
import { sqliteError } from "./errors.ts";
import { applyBatch, type BatchedWrite } from "./write-batch.ts";

/**
 * disk: survives a power cut. process: survives the death of this process, and reaches the disk with the next commit that asks for it;
 * for marks whose loss is harmless.
 */
export type Durability = "disk" | "process";

export interface GroupCommitOptions {
  readonly database: Database;
  /** Its `soon` is when what was asked for is flushed: before virtual time goes on. */
  readonly clock: Clock;
  /** A COMMIT failed: what was promised cannot be kept, so the daemon ends the process. Called once, before the promises reject. */
  readonly onFatal: (error: Error) => void;
  /** Waits for the writes of further turns of the event loop, while each brings some: where a sync costs more than a turn. False by default. */
  readonly gathers?: boolean;
  /** Called after each COMMIT, before the promises of its writes resolve. Must not throw. */
  readonly onCommitted?: () => void;
  /** Called when something that was written is taken back before the COMMIT. Must not throw. */
  readonly onRolledBack?: () => void;
}

// Whoever writes waits for the answer before writing again, so that turns soon bring nothing; unless callers come without end.
const mostTurns = 5;

interface Pending extends BatchedWrite {
  readonly durability: Durability;
}

/**
 * The one writer of a database: writes that are asked for in the same turn of the event loop, or in a few, share one transaction and so one
 * fsync, while each is there wholly or not at all. Writes are applied in the order asked for.
 */
export class GroupCommit {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #onFatal: (error: Error) => void;
  readonly #mostTurns: number;
  readonly #onCommitted: () => void;
  readonly #onRolledBack: () => void;
  #queue: Pending[] = [];
  #synced = true;
  #fatal: Error | undefined;
  #closed = false;

  constructor(options: GroupCommitOptions) {
    this.#database = options.database;
    this.#clock = options.clock;
    this.#onFatal = options.onFatal;
    this.#mostTurns = options.gathers ? mostTurns : 1;
    this.#onCommitted = options.onCommitted ?? (() => {});
    this.#onRolledBack = options.onRolledBack ?? (() => {});
  }

  /**
   * Runs the synchronous `write` in the next flush; settles after its COMMIT, with what `write` returned. When `write` throws, only its
   * own changes are rolled back and the promise rejects with that error. It may run a second time, after the first was rolled back, so it has
   * no effect but on the database. Rejects with `commit_failed` when the transaction is lost, `commit_closed` after `close`.
   */
  commit<T>(write: (database: Database) => T, durability: Durability = "disk"): Promise<T> {
    if (this.#fatal) return Promise.reject(this.#fatal);
    if (this.#closed) return Promise.reject(sqliteError("commit_closed", `${this.#database.path} is closed`));
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ write, durability, resolve: resolve as (value: unknown) => void, reject });
      if (this.#queue.length === 1) this.#gather(1, 0);
    });
  }

  /** A reader of the database found it damaged: nothing more is written, as after a failed commit. */
  lose(cause: unknown): void {
    if (!this.#fatal) this.#fail([], cause);
  }

  /** Flushes what is pending now and takes nothing more. Does not close the database. Idempotent. */
  close(): void {
    this.#closed = true;
    this.#flush();
  }

  /** `before`: how many writes there were a turn ago. */
  #gather(turn: number, before: number): void {
    this.#clock.soon(() => {
      const { length } = this.#queue;
      if (turn < this.#mostTurns && length > before) this.#gather(turn + 1, length);
      else this.#flush();
    });
  }

  #flush(): void {
    const batch = this.#queue;
    if (batch.length === 0) return;
    this.#queue = [];
    let settle: readonly (() => void)[];
    try {
      this.#syncOnCommit(batch.some((pending) => pending.durability === "disk"));
      this.#database.run("BEGIN IMMEDIATE");
      settle = applyBatch(this.#database, batch, this.#onRolledBack);
      this.#database.run("COMMIT");
    } catch (error) {
      this.#fail(batch, error);
      return;
    }
    this.#onCommitted();
    for (const done of settle) done();
  }

  #syncOnCommit(synced: boolean): void {
    if (synced === this.#synced || this.#database.isInMemory) return;
    this.#database.exec(synced ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
    this.#synced = synced;
  }

  #fail(batch: readonly Pending[], cause: unknown): void {
    const fatal = sqliteError(
      "commit_failed",
      `Commit to ${this.#database.path} failed: ${messageOf(cause)}`,
      { path: this.#database.path },
      cause,
    );
    this.#fatal = fatal;
    try {
      if (this.#database.inTransaction) this.#database.run("ROLLBACK");
    } finally {
      this.#onFatal(fatal);
      // What was queued while the batch ran fails with it: nothing may be written behind a lost transaction.
      for (const pending of [...batch, ...this.#queue.splice(0)]) pending.reject(fatal);
    }
  }
}
