import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Database, diskFile, openDatabase } from "../../base/sqlite/database.ts";
import { schemaVersion } from "../../base/sqlite/migrations.ts";
import { Refusal } from "./refusal.ts";
import { startsTable } from "./starts.ts";

/** Everything of the market, of whatever table. To be called between two commits, while nobody is at work. */
export function eraseMarket(database: Database): void {
  replaceContents(database, () => {
    for (const table of tablesOf(database)) database.exec(`DELETE FROM ${table}`);
  });
}

/**
 * Named, consistent copies of the database (PLATFORM "Control plane"): files in the data directory's `snapshots`, or for a market in memory in a
 * temporary folder that `close` removes. Beside each, a folder for the uploaded files that it knows.
 */
export class Snapshots {
  readonly #database: Database;
  readonly #dataDir: string;
  #folder: string | undefined;

  constructor(database: Database, dataDir: string) {
    this.#database = database;
    this.#dataDir = dataDir;
  }

  /** Replaces one of the same name. */
  save(name: string): void {
    const path = this.#pathOf(name);
    rmSync(`${path}.new`, { force: true });
    this.#database.run("VACUUM INTO ?", diskFile(`${path}.new`));
    renameSync(`${path}.new`, path);
  }

  /** Can it be restored? Throws `not_found`, or `invalid_state` for one of another schema. */
  require(name: string): void {
    const path = this.#pathOf(name);
    if (!existsSync(path)) {
      throw new Refusal("not_found", `No snapshot "${name}"`, { details: { snapshots: this.list() } });
    }
    this.#requireSameSchema(name, path);
  }

  /** Puts the copy in the place of everything there is. Throws as `require` does. */
  restore(name: string): void {
    this.require(name);
    const path = this.#pathOf(name);
    const database = this.#database;
    database.run("ATTACH ? AS snapshot", diskFile(path));
    try {
      replaceContents(database, () => {
        for (const table of tablesOf(database)) {
          database.exec(`DELETE FROM main.${table}; INSERT INTO main.${table} SELECT * FROM snapshot.${table}`);
        }
      });
    } finally {
      database.exec("DETACH snapshot");
    }
  }

  /** Where the uploaded files of a snapshot lie; created when missing. */
  filesFolder(name: string): string {
    const folder = join(this.#home(), `${name}.files`);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  }

  list(): readonly string[] {
    const folder = this.#home();
    return readdirSync(folder)
      .filter((file) => file.endsWith(".db"))
      .map((file) => file.slice(0, -".db".length))
      .sort();
  }

  close(): void {
    if (this.#dataDir === ":memory:" && this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }

  #pathOf(name: string): string {
    return join(this.#home(), `${name}.db`);
  }

  #home(): string {
    if (this.#folder !== undefined) return this.#folder;
    if (this.#dataDir === ":memory:") this.#folder = mkdtempSync(join(tmpdir(), "upclaws-snapshots-"));
    else {
      this.#folder = join(this.#dataDir, "snapshots");
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    }
    return this.#folder;
  }

  #requireSameSchema(name: string, path: string): void {
    const copy = openDatabase({ path, readOnly: true });
    try {
      const [found, own] = [schemaVersion(copy), schemaVersion(this.#database)];
      if (found !== own) throw new Refusal("invalid_state", `Snapshot "${name}" has schema version ${found}, this server ${own}`);
    } finally {
      copy.close();
    }
  }
}

function tablesOf(database: Database): readonly string[] {
  return database
    .all<{ name: string }>(
      "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name <> ? AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
      startsTable,
    )
    .map(({ name }) => name);
}

// The whole is consistent before and after; in between, tables refer to rows that are not there yet.
function replaceContents(database: Database, replace: () => void): void {
  database.exec("PRAGMA foreign_keys = OFF");
  try {
    database.transaction(replace);
  } finally {
    database.exec("PRAGMA foreign_keys = ON");
  }
}
