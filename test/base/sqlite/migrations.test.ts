import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openDatabase } from "../../../src/base/sqlite/database.ts";
import { schemaVersion } from "../../../src/base/sqlite/migrations.ts";
import { tempDirectory } from "../../support/temp-directory.ts";

const one = { name: "one", up: "CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (1)" };
const two = { name: "two", up: "ALTER TABLE a ADD COLUMN y INTEGER; UPDATE a SET y = x + 1" };

describe("migrations", () => {
  it("brings an older database to the newest version, each migration once", () => {
    const path = join(tempDirectory(), "x.db");
    openDatabase({ path, migrations: [one] }).close();
    openDatabase({ path, migrations: [one, two] }).close();
    const database = openDatabase({ path, migrations: [one, two] });
    expect(schemaVersion(database)).toBe(2);
    expect(database.all("SELECT * FROM a")).toEqual([{ x: 1, y: 2 }]);
    database.close();
  });

  it("refuses a newer database and leaves it as it is", () => {
    const path = join(tempDirectory(), "x.db");
    openDatabase({ path, migrations: [one, two] }).close();
    expect(() => openDatabase({ path, migrations: [one] })).toThrow(
      expect.objectContaining({ code: "database_newer", details: { path, found: 2, known: 1 } }),
    );
    openDatabase({ path, migrations: [one, two] }).close();
  });

  it("rolls a failing migration back as a whole and names it", () => {
    const path = join(tempDirectory(), "x.db");
    openDatabase({ path, migrations: [one] }).close();
    const broken = { name: "broken", up: "CREATE TABLE b (x INTEGER) STRICT; INSERT INTO nowhere VALUES (1)" };
    expect(() => openDatabase({ path, migrations: [one, broken] })).toThrow(
      expect.objectContaining({ code: "migration_failed", details: { path, version: 2, migration: "broken" } }),
    );
    const database = openDatabase({ path, migrations: [one, two] });
    expect(database.all("SELECT name FROM sqlite_schema WHERE name = 'b'")).toEqual([]);
    database.close();
  });

  it("opens files with WAL, full syncs and foreign keys", () => {
    const database = openDatabase({ path: join(tempDirectory(), "x.db") });
    const pragma = (name: string) => Object.values(database.get<Record<string, unknown>>(`PRAGMA ${name}`) ?? {})[0];
    expect([pragma("journal_mode"), pragma("synchronous"), pragma("foreign_keys"), pragma("busy_timeout")]).toEqual([
      "wal",
      2,
      1,
      5_000,
    ]);
    database.close();
  });
});
