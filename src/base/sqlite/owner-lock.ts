import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Clock } from "../clock.ts";
import { isoTime } from "../clock.ts";
import { type Database, openDatabase } from "./database.ts";
import { sqliteError } from "./errors.ts";

/** Who holds a data directory. */
export interface Owner {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601. */
  readonly since: string;
}

export interface OwnerLock {
  /** Idempotent. The lock also ends with the process, however it ends. */
  release(): void;
}

/**
 * Holds `owner.lock` in an exclusive SQLite transaction for as long as the process lives: the kernel frees it at any death, so no stale
 * lock can remain. Who holds it stands in `owner.json`, since a locked database cannot be read. (The lock file is never opened by other
 * means: closing any descriptor of it would drop POSIX locks of the whole process.) Throws `data_directory_owned`.
 */
export function acquireOwnerLock(dir: string, clock: Clock): OwnerLock {
  const lock = lockExclusively(dir);
  const owner: Owner = { pid: process.pid, host: hostname(), since: isoTime(clock.now()) };
  writeFileSync(join(dir, "owner.json"), JSON.stringify(owner), { mode: 0o600 });
  return { release: () => lock.close() };
}

/** Who owns the directory, or did last. Undefined when nobody ever did. */
export function readOwner(dir: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(join(dir, "owner.json"), "utf8")) as Owner;
  } catch {
    return undefined;
  }
}

/** Does a living process own the directory? For processes that do not: in the owner itself the look would drop its lock. */
export function isOwned(dir: string): boolean {
  const path = join(dir, "owner.lock");
  if (!existsSync(path)) return false;
  try {
    const lock = openDatabase({ path, readOnly: true, busyTimeoutMs: 0, journalMode: "delete" });
    try {
      lock.get("SELECT count(*) AS tables FROM sqlite_schema");
      return false;
    } finally {
      lock.close();
    }
  } catch (error) {
    if (isBusy(error)) return true;
    throw error;
  }
}

function lockExclusively(dir: string): Database {
  let lock: Database | undefined;
  try {
    // Rollback journal, not WAL: only there does an exclusive transaction also keep readers out.
    lock = openDatabase({ path: join(dir, "owner.lock"), busyTimeoutMs: 0, journalMode: "delete" });
    lock.exec("BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock?.close();
    if (!isBusy(error)) throw error;
    const owner = readOwner(dir);
    const who = owner ? `process ${owner.pid} on ${owner.host} since ${owner.since}` : "another process";
    throw sqliteError("data_directory_owned", `${dir} is owned by ${who}`, { dir, owner: owner ?? null }, error);
  }
}

const sqliteBusy = 5;

function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === sqliteBusy;
}
