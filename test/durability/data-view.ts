import type { Clock } from "../../src/base/clock.ts";
import { errorCode } from "../../src/base/errors.ts";
import type { Database } from "../../src/base/sqlite/database.ts";
import type { CommandQueue } from "../../src/store/command-queue.ts";
import { openDataDirectoryReadOnly } from "../../src/store/data-directory.ts";

export interface Directory {
  readonly dataDir: string;
  readonly clock: Clock;
}

/** Looks into the data directory, with or without an owner. Undefined when no daemon lived long enough to make one. */
export function withView<T>(
  { dataDir, clock }: Directory,
  look: (database: Database, commands: CommandQueue) => T,
): T | undefined {
  try {
    const view = openDataDirectoryReadOnly({ dir: dataDir, clock });
    try {
      return look(view.database, view.commands);
    } finally {
      view.close();
    }
  } catch (error) {
    if (["data_directory_missing", "data_directory_outdated"].includes(errorCode(error) ?? "")) return undefined;
    throw error;
  }
}
