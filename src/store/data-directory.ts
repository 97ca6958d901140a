import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../base/clock.ts";
import { makeFolder } from "../base/make-folder.ts";
import { systemRandom } from "../base/random.ts";
import { type Database, openDatabase } from "../base/sqlite/database.ts";
import { diskFailure } from "../base/sqlite/disk-failure.ts";
import { GroupCommit } from "../base/sqlite/group-commit.ts";
import { schemaVersion } from "../base/sqlite/migrations.ts";
import { acquireOwnerLock } from "../base/sqlite/owner-lock.ts";
import { type CommandQueue, openCommandQueue } from "./command-queue.ts";
import { directoryFailure, lossOf } from "./directory-failure.ts";
import { storeError } from "./errors.ts";
import { inPlace } from "./in-place.ts";
import { giveSalt } from "./intent-salt.ts";
import { migrations } from "./migrations.ts";
import { bindPlatform } from "./platform-binding.ts";
import { assertWholeFiles } from "./whole-files.ts";

/** An open data directory: one database with one writer, and the commands of other processes. */
export interface DataDirectory {
  /** The folder; `:memory:` for one without. */
  readonly dir: string;
  /** For reading. Everything that is written goes through `commits`. */
  readonly database: Database;
  readonly commits: GroupCommit;
  readonly commands: CommandQueue;
  /** Flushes pending writes and gives the directory free. Idempotent. */
  close(): void;
}

export interface OpenDataDirectoryOptions {
  /** Created with mode 0700 when it does not exist. */
  readonly dir: string;
  readonly clock: Clock;
  /** The platform this directory is about; remembered at the first opening. Absent = not checked. */
  readonly platformBaseUrl?: string;
  /**
   * A commit could not be written, see GroupCommit: what the disk did, or `commit_failed`. Or it was written into a file that is not there any more:
   * `data_directory_gone`, at the first commit after that, before anybody is told that it is kept.
   */
  readonly onFatal: (error: Error) => void;
}

/**
 * Opens a directory as its one owner. Throws `data_directory_owned`, `data_directory_bound`, `database_newer`, `migration_failed`, or what
 * the disk did (`data_directory_damaged`, `_full`, `_forbidden`, `_unreadable`), and then holds nothing. Damaged files are found before anything
 * is written, and stay as they are.
 */
export function openDataDirectory(options: OpenDataDirectoryOptions): DataDirectory {
  try {
    return openOwned(options);
  } catch (error) {
    throw directoryFailure(options.dir, error);
  }
}

function openOwned(options: OpenDataDirectoryOptions): DataDirectory {
  const { dir, clock, onFatal } = options;
  makeFolder(dir, 0o700);
  const lock = acquireOwnerLock(dir, clock);
  try {
    checkDataDirectory(dir);
    return assemble({
      dir,
      database: withSalt(openDatabase({ path: databaseFile(dir), migrations })),
      openCommands: () => openCommandQueue(commandFile(dir), clock),
      clock,
      onFatal,
      platformBaseUrl: options.platformBaseUrl,
      file: databaseFile(dir),
      release: () => lock.release(),
    });
  } catch (error) {
    lock.release();
    throw error;
  }
}

export interface MemoryDirectoryOptions extends Omit<OpenDataDirectoryOptions, "dir"> {
  /** That of a directory whose owner has died in a simulation and was not closed. A new one when absent. */
  readonly database?: Database | undefined;
}

/** The same without a folder, for tests and simulations: nothing outlives the process, and there is nothing to own. */
export function openMemoryDirectory(options: MemoryDirectoryOptions): DataDirectory {
  const { clock, onFatal, platformBaseUrl } = options;
  return assemble({
    dir: ":memory:",
    database: options.database ?? openDatabase({ path: ":memory:", migrations }),
    openCommands: () => openCommandQueue(":memory:", clock),
    clock,
    onFatal,
    platformBaseUrl,
    release: () => {},
  });
}

/** A data directory as other processes see it: they read, and ask the owner by command. */
export type DataDirectoryView = Pick<DataDirectory, "dir" | "database" | "commands" | "close">;

/**
 * Opens the directory beside its owner, or without one. Throws `data_directory_missing`, `data_directory_outdated` (an older schema,
 * which only the owner may migrate), `database_newer`, or what the disk did.
 */
export function openDataDirectoryReadOnly(options: { readonly dir: string; readonly clock: Clock }): DataDirectoryView {
  try {
    return openView(options);
  } catch (error) {
    // A damaged file is told by its name.
    if (diskFailure(error) === "damaged") checkDataDirectory(options.dir);
    throw directoryFailure(options.dir, error);
  }
}

function openView({ dir, clock }: { readonly dir: string; readonly clock: Clock }): DataDirectoryView {
  if (!existsSync(databaseFile(dir))) throw storeError("data_directory_missing", `There is no data directory at ${dir}`, { dir });
  const database = openDatabase({ path: databaseFile(dir), readOnly: true, migrations });
  try {
    const version = schemaVersion(database);
    if (version < migrations.length) {
      throw storeError("data_directory_outdated", `${dir} has schema version ${version}, not ${migrations.length}`, {
        dir,
        version,
      });
    }
    const commands = openCommandQueue(commandFile(dir), clock);
    const close = () => {
      commands.close();
      database.close();
    };
    return { dir, database, commands, close };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Reads what there is of a directory, owned or not. Throws what the disk did, as `openDataDirectory` does. */
export function checkDataDirectory(dir: string): void {
  assertWholeFiles({ database: databaseFile(dir), commands: commandFile(dir) });
}

interface Parts {
  readonly dir: string;
  readonly database: Database;
  readonly openCommands: () => CommandQueue;
  readonly clock: Clock;
  readonly onFatal: (error: Error) => void;
  readonly platformBaseUrl: string | undefined;
  /** Of the database; absent when it is in memory. */
  readonly file?: string;
  readonly release: () => void;
}

function assemble({ dir, database, openCommands, clock, onFatal, platformBaseUrl, file, release }: Parts): DataDirectory {
  try {
    if (platformBaseUrl !== undefined) bindPlatform(database, platformBaseUrl);
    const onCommitted = file === undefined ? {} : { onCommitted: watch(file, onFatal) };
    const commits = new GroupCommit({ database, clock, onFatal: (error) => onFatal(lossOf(dir, error)), ...onCommitted });
    const commands = openCommands();
    const close = () => {
      commits.close();
      commands.close();
      database.close();
      release();
    };
    return { dir, database, commits, commands, close };
  } catch (error) {
    database.close();
    throw error;
  }
}

function watch(file: string, onFatal: (error: Error) => void): () => void {
  const isInPlace = inPlace(file);
  return () => {
    if (isInPlace()) return;
    const message = `${file} was removed or replaced while it was in use: nothing that is written now would be kept. Put back what belongs there, and start again`;
    onFatal(storeError("data_directory_gone", message, { path: file }));
  };
}

/** What lives in memory has no twin, and must be the same every time. */
function withSalt(database: Database): Database {
  giveSalt(database, systemRandom);
  return database;
}

const databaseFile = (dir: string) => join(dir, "upclaws.db");
const commandFile = (dir: string) => join(dir, "commands.db");
