import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../base/clock.ts";
import { makeFolder } from "../../base/make-folder.ts";
import { type Database, openDatabase } from "../../base/sqlite/database.ts";
import { diskFailure } from "../../base/sqlite/disk-failure.ts";
import { acquireOwnerLock } from "../../base/sqlite/owner-lock.ts";
import { marketMigrations } from "./migrations.ts";
import { countStart } from "./starts.ts";

export interface MarketDatabase {
  readonly database: Database;
  /** How often the directory was opened before. */
  readonly earlierStarts: number;
  /** Gives the data directory free; close the database first. Idempotent. */
  readonly release: () => void;
}

/**
 * Opens the database of a data directory (created when missing) or of nobody (`:memory:`), with the newest schema. A directory belongs to
 * this process until `release`, or until it ends. Throws `data_directory_owned`, `database_newer`, `migration_failed`, and then holds nothing.
 */
export function openMarketDatabase(dataDir: string, clock: Clock): MarketDatabase {
  if (dataDir === ":memory:") {
    return { database: openDatabase({ path: dataDir, migrations: marketMigrations }), earlierStarts: 0, release: () => {} };
  }
  makeFolder(dataDir, 0o700);
  const lock = acquireOwnerLock(dataDir, clock);
  let database: Database | undefined;
  try {
    database = openDatabase({ path: fileIn(dataDir), migrations: marketMigrations });
    database.exec(tuning);
    return { database, earlierStarts: countStart(database), release: () => lock.release() };
  } catch (error) {
    database?.close();
    lock.release();
    // SQLite does not say which of a machine's disks is full.
    if (diskFailure(error) && error instanceof Error) error.message = `${dataDir}: ${error.message}`;
    throw error;
  }
}

/**
 * When the market of a data directory last saw something happen; undefined for a new one. A clock of our own must not start before it: deadlines
 * and timestamps of a market never go back.
 */
export function lastEventMs(dataDir: string): number | undefined {
  if (dataDir === ":memory:" || !existsSync(fileIn(dataDir))) return undefined;
  const database = openDatabase({ path: fileIn(dataDir), readOnly: true });
  try {
    return database.get<{ timeMs: number | null }>("SELECT max(time_ms) AS timeMs FROM domain_events")?.timeMs ?? undefined;
  } finally {
    database.close();
  }
}

// Orders change several times soon after each other: a log of 16 MB, not of 4, writes their pages back once instead of each time. And the indexes of a
// large market find room (32 MB, taken as needed, not 2).
const tuning = "PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -32000";

const fileIn = (dataDir: string) => join(dataDir, "platform.db");
