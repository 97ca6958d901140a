import { existsSync, statSync } from "node:fs";
import { quickCheck } from "../base/sqlite/quick-check.ts";
import { assertWhole, directoryFailure } from "./directory-failure.ts";

/**
 * Looks at the files of a data directory before anything opens them for writing. Throws `data_directory_damaged`, `data_directory_forbidden`,
 * `data_directory_unreadable`.
 */
export function assertWholeFiles(files: { readonly database: string; readonly commands: string }): void {
  const { database, commands } = files;
  if (existsSync(database)) {
    // SQLite takes an empty file for a new database; beside commands, which come second, it is one that was emptied.
    const emptied = isEmpty(database) && existsSync(commands) && !existsSync(`${database}-wal`);
    assertWhole(database, emptied ? ["the file is empty, and was not before"] : findings(database));
  }
  if (existsSync(commands)) assertWhole(commands, findings(commands));
}

function findings(path: string): readonly string[] {
  try {
    return quickCheck(path);
  } catch (error) {
    throw directoryFailure(path, error);
  }
}

function isEmpty(path: string): boolean {
  return statSync(path).size === 0;
}
