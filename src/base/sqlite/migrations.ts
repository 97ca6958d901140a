import { messageOf } from "../errors.ts";
import { diskFailure } from "./disk-failure.ts";
import { sqliteError } from "./errors.ts";

/** What migrating needs of a connection; `Database` is one. */
export interface MigrationTarget {
  readonly path: string;
  exec(sql: string): void;
  get<Row>(sql: string): Row | undefined;
  transaction<T>(write: () => T): T;
}

/** One step of a schema's history. The list is append-only: what was released is never edited, reordered or removed. */
export interface Migration {
  /** For people, in errors. */
  readonly name: string;
  readonly up: string | ((database: MigrationTarget) => void);
}

/**
 * Applies what is missing, each migration in a transaction of its own together with the new `user_version`. A database that knows more
 * migrations than we do is refused with `database_newer` and not touched.
 */
export function migrate(
  database: MigrationTarget,
  migrations: readonly Migration[],
  options: { readonly readOnly?: boolean } = {},
): void {
  const found = schemaVersion(database);
  if (found > migrations.length && migrations.length > 0) {
    throw sqliteError(
      "database_newer",
      `${database.path} has schema version ${found}; this version of the package knows ${migrations.length}`,
      {
        path: database.path,
        found,
        known: migrations.length,
      },
    );
  }
  if (options.readOnly) return;
  for (const [index, migration] of migrations.entries()) {
    if (index >= found) apply(database, migration, index + 1);
  }
}

export function schemaVersion(database: MigrationTarget): number {
  return database.get<{ user_version: number }>("PRAGMA user_version")?.user_version ?? 0;
}

function apply(database: MigrationTarget, migration: Migration, version: number): void {
  try {
    database.transaction(() => {
      if (typeof migration.up === "string") database.exec(migration.up);
      else migration.up(database);
      database.exec(`PRAGMA user_version = ${version}`);
    });
  } catch (error) {
    // A full disk has nothing to do with the migration.
    if (diskFailure(error)) throw error;
    throw sqliteError(
      "migration_failed",
      `Migration ${version} (${migration.name}) of ${database.path} failed: ${messageOf(error)}`,
      { path: database.path, version, migration: migration.name },
      error,
    );
  }
}
