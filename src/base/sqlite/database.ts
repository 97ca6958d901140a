import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { type Migration, migrate } from "./migrations.ts";
import { Statement } from "./statement.ts";

export interface OpenDatabaseOptions {
  /** A file, or `:memory:`. */
  readonly path: string;
  /** Opens an existing file for reading only; nothing is migrated, though a newer database is still refused. */
  readonly readOnly?: boolean;
  /** `wal` by default. */
  readonly journalMode?: "wal" | "delete";
  /** How long a statement waits for another connection's lock; 5,000 by default. */
  readonly busyTimeoutMs?: number;
  /** Brings the database to the newest version before it is returned. */
  readonly migrations?: readonly Migration[];
}

export type SqlValue = SQLInputValue;

/** One SQLite connection with its prepared statements kept. Everything is synchronous. */
export class Database {
  readonly path: string;
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, Statement>();
  #writes = 0;

  constructor(path: string, connection: DatabaseSync) {
    this.path = path;
    this.#connection = connection;
  }

  /** Runs statements without parameters; nothing is kept. */
  exec(sql: string): void {
    this.#writes++;
    this.#connection.exec(sql);
  }

  /** Runs one writing statement; answers how many rows it changed. */
  run(sql: string, ...values: SqlValue[]): number {
    return this.#statement(sql).run(values);
  }

  /** Inserts one row; answers its rowid, at half the cost of RETURNING. */
  insert(sql: string, ...values: SqlValue[]): number {
    return this.#statement(sql).insert(values);
  }

  /** The first row. The caller states its shape; columns are what the SQL names. */
  get<Row>(sql: string, ...values: SqlValue[]): Row | undefined {
    return this.#statement(sql).get(values) as Row | undefined;
  }

  /** Every row. */
  all<Row>(sql: string, ...values: SqlValue[]): Row[] {
    return this.#statement(sql).all(values) as Row[];
  }

  /** How many statements were begun that may write: while it stays the same, nothing was changed. */
  get writes(): number {
    return this.#writes;
  }

  /** Nothing of it reaches a disk. */
  get isInMemory(): boolean {
    return this.path === ":memory:";
  }

  /** False also when SQLite itself rolled the transaction back (disk full, I/O error). */
  get inTransaction(): boolean {
    return this.#connection.isTransaction;
  }

  /** Runs `write` in one transaction of its own; for set-up code, not for anything concurrent. */
  transaction<T>(write: () => T): T {
    this.exec("BEGIN IMMEDIATE");
    try {
      const result = write();
      this.exec("COMMIT");
      return result;
    } catch (error) {
      if (this.inTransaction) this.exec("ROLLBACK");
      throw error;
    }
  }

  /** Idempotent. */
  close(): void {
    this.#statements.clear();
    if (this.#connection.isOpen) this.#connection.close();
  }

  #statement(sql: string): Statement {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = new Statement(this.#connection.prepare(plannedOnce(sql)), sql);
      this.#statements.set(sql, statement);
    }
    if (!statement.reads) this.#writes++;
    return statement;
  }
}

/**
 * SQLite (seen in 3.53) plans a query anew at each run when its LIMIT or OFFSET is a bare parameter, in case the value would change the plan: four
 * times the cost of a small page. An expression it takes as it is.
 */
function plannedOnce(sql: string): string {
  return sql.replace(/\b(LIMIT|OFFSET) (?=\?)/g, "$1 +");
}

/**
 * Of SQLite's two ways to keep a database in memory the one that costs the same however large it grows (1 GiB at most): in `:memory:` itself every page
 * that was ever written stays marked, and each COMMIT looks at all of them. Its cache is small, since what it holds lies in memory twice.
 */
const inMemory = {
  file: "file:?vfs=memdb",
  pragmas: "PRAGMA journal_mode = memory; PRAGMA synchronous = OFF; PRAGMA cache_size = -512;",
};

/** A file on the disk, for `VACUUM INTO` and `ATTACH`: to a database in memory a bare path is another place in memory. */
export function diskFile(path: string): string {
  return `${pathToFileURL(path).href}?vfs=${process.platform === "win32" ? "win32" : "unix"}`;
}

/**
 * Opens a database for durable use: WAL, every commit synced to disk (`synchronous=FULL`; WAL's default loses the last commits in a
 * power cut), foreign keys enforced. Throws `database_newer` or `migration_failed`, or SQLite's own error, and leaves nothing open.
 */
export function openDatabase(options: OpenDatabaseOptions): Database {
  const { path, readOnly = false, journalMode = "wal", busyTimeoutMs = 5_000, migrations = [] } = options;
  const onDisk = { file: path, pragmas: `PRAGMA journal_mode = ${journalMode}; PRAGMA synchronous = FULL;` };
  const { file, pragmas } = path === ":memory:" ? inMemory : onDisk;
  const connection = new DatabaseSync(file, { readOnly, timeout: busyTimeoutMs, enableForeignKeyConstraints: true });
  const database = new Database(path, connection);
  try {
    if (!readOnly) database.exec(pragmas);
    migrate(database, migrations, { readOnly });
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
