import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { openDatabase } from "../../../src/base/sqlite/database.ts";

const migrations = [{ name: "things", up: "CREATE TABLE thing (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT" }];

it("rows are ordinary objects with the columns that the query names", () => {
  const database = openDatabase({ path: ":memory:", migrations });
  database.run("INSERT INTO thing (name) VALUES (?), (?)", "a", "b");
  const rows = database.all("SELECT name AS title, number FROM thing ORDER BY number");
  expect(rows).toStrictEqual([
    { title: "a", number: 1 },
    { title: "b", number: 2 },
  ]);
  expect(Object.getPrototypeOf(rows[0])).toBe(Object.prototype);
  expect(database.get("SELECT name FROM thing WHERE number = ?", 3)).toBeUndefined();
});

it("a page has the rows of its LIMIT and OFFSET, whatever they are from call to call", () => {
  const database = openDatabase({ path: ":memory:", migrations });
  for (let n = 0; n < 10; n++) database.run("INSERT INTO thing (name) VALUES (?)", `thing ${n}`);
  const page = (limit: number, offset: number) =>
    database
      .all<{ number: number }>("SELECT number FROM thing ORDER BY number LIMIT ? OFFSET ?", limit, offset)
      .map(({ number }) => number);
  expect([page(3, 0), page(2, 8), page(0, 0), page(-1, 7)]).toEqual([[1, 2, 3], [9, 10], [], [8, 9, 10]]);
});

it("an insertion answers the new row's number, and only what may write counts as a write", () => {
  const database = openDatabase({ path: ":memory:", migrations });
  const before = database.writes;
  expect(database.get("SELECT count(*) AS count FROM thing")).toEqual({ count: 0 });
  expect(database.writes).toBe(before);
  expect(database.insert("INSERT INTO thing (number, name) VALUES (?, ?)", 7, "seven")).toBe(7);
  expect(database.get("INSERT INTO thing (name) VALUES (?) RETURNING number", "eight")).toEqual({ number: 8 });
  expect(() => database.insert("INSERT INTO thing (name) VALUES (?)", "eight")).toThrow("UNIQUE");
  expect(database.writes).toBe(before + 3);
});

it("databases in memory are apart from each other, roll back, and leave no file", () => {
  const folder = process.cwd();
  const before = readdirSync(folder);
  const [one, other] = [openDatabase({ path: ":memory:", migrations }), openDatabase({ path: ":memory:", migrations })];
  expect(() =>
    one.transaction(() => {
      one.run("INSERT INTO thing (name) VALUES ('lost')");
      throw new Error("taken back");
    }),
  ).toThrow("taken back");
  one.run("INSERT INTO thing (name) VALUES ('kept')");
  expect([one, other].map((database) => database.all("SELECT name FROM thing"))).toEqual([[{ name: "kept" }], []]);
  expect([one.isInMemory, readdirSync(folder)]).toEqual([true, before]);
});
