import type { Database } from "./database.ts";
import { diskFailure } from "./disk-failure.ts";
import { sqliteError } from "./errors.ts";

/** One write of a batch, and whoever waits for it. */
export interface BatchedWrite {
  readonly write: (database: Database) => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Settle = () => void;

/**
 * Applies writes inside an open transaction, each wholly or not at all, and answers how to settle each after COMMIT. Most succeed, or refuse before
 * they change anything; so savepoints, a fifth of all the work, come only when one failed half-way: then everything is taken back and applied again.
 * Throws when the transaction is lost.
 */
export function applyBatch(database: Database, batch: readonly BatchedWrite[], onRolledBack: () => void): readonly Settle[] {
  const together = applyTogether(database, batch);
  if (together) return together;
  database.run("ROLLBACK");
  onRolledBack();
  database.run("BEGIN IMMEDIATE");
  return batch.map((one) => applyApart(database, one, onRolledBack));
}

/** Undefined when one failed after it had changed something. */
function applyTogether(database: Database, batch: readonly BatchedWrite[]): readonly Settle[] | undefined {
  const settle: Settle[] = [];
  for (const one of batch) {
    const writesBefore = database.writes;
    try {
      settle.push(apply(database, one));
    } catch (error) {
      requireTransaction(database, error);
      if (database.writes !== writesBefore) return undefined;
      settle.push(() => one.reject(error));
    }
  }
  return settle;
}

function applyApart(database: Database, one: BatchedWrite, onRolledBack: () => void): Settle {
  database.run("SAVEPOINT write");
  try {
    const settle = apply(database, one);
    database.run("RELEASE write");
    return settle;
  } catch (error) {
    requireTransaction(database, error);
    database.run("ROLLBACK TO write");
    database.run("RELEASE write");
    onRolledBack();
    return () => one.reject(error);
  }
}

function apply(database: Database, { write, resolve }: BatchedWrite): Settle {
  const value = write(database);
  if (value instanceof Promise) {
    value.catch(() => {});
    throw sqliteError("write_not_synchronous", "A write function returned a promise");
  }
  return () => resolve(value);
}

// SQLite rolls the whole transaction back by itself when the disk is full or broken; the writes before this one are lost too. A damaged
// page it only reports: what is committed after it may make it worse.
function requireTransaction(database: Database, error: unknown): void {
  if (!database.inTransaction || diskFailure(error)) throw error;
}
