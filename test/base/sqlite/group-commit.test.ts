import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { RealClock } from "../../../src/base/real-clock.ts";
import { type Database, openDatabase } from "../../../src/base/sqlite/database.ts";
import { GroupCommit } from "../../../src/base/sqlite/group-commit.ts";
import { VirtualClock } from "../../../src/base/virtual-clock.ts";
import { tempDirectory } from "../../support/temp-directory.ts";

const migrations = [{ name: "numbers", up: "CREATE TABLE number (value INTEGER PRIMARY KEY) STRICT" }];
const insert = (value: number) => (database: Database) => database.run("INSERT INTO number (value) VALUES (?)", value);
const numbers = (database: Database) => database.all<{ value: number }>("SELECT value FROM number").map((row) => row.value);

function setUp(path = ":memory:") {
  const clock = new VirtualClock();
  const database = openDatabase({ path, migrations });
  onTestFinished(() => database.close());
  const fatal: Error[] = [];
  const commits = new GroupCommit({ database, clock, onFatal: (error) => fatal.push(error) });
  return { clock, database, commits, fatal };
}

describe("GroupCommit", () => {
  it("applies writes in the order asked for and answers what each returned, after the commit", async () => {
    const { database, commits } = setUp();
    const first = commits.commit(insert(1));
    const second = commits.commit((writer) => numbers(writer));
    expect(numbers(database)).toEqual([]);
    expect(await first).toBe(1);
    expect(await second).toEqual([1]);
    expect(database.inTransaction).toBe(false);
  });

  it("reports each commit once, when its writes are there and before their promises resolve", async () => {
    const seen: unknown[] = [];
    const database = openDatabase({ path: ":memory:", migrations });
    const onCommitted = () => seen.push([database.inTransaction, ...numbers(database)]);
    const commits = new GroupCommit({ database, clock: new VirtualClock(), onFatal: () => {}, onCommitted });
    await Promise.all([1, 2].map((value) => commits.commit(insert(value)).then(() => seen.push(`resolved ${value}`))));
    await commits.commit(insert(3));
    expect(seen).toEqual([[false, 1, 2], "resolved 1", "resolved 2", [false, 1, 2, 3]]);
  });

  it("gathers the writes of further turns while each brings some, and not for ever", async () => {
    const batches: number[] = [];
    const clock = new RealClock();
    const database = openDatabase({ path: ":memory:", migrations });
    onTestFinished(() => database.close());
    const onCommitted = () => batches.push(numbers(database).length);
    const commits = new GroupCommit({ database, clock, onFatal: () => {}, onCommitted, gathers: true });
    const turnByTurn = (from: number, to: number): Promise<unknown> => {
      const written = commits.commit(insert(from));
      return from === to ? written : new Promise((resolve) => clock.soon(() => resolve(turnByTurn(from + 1, to))));
    };
    await turnByTurn(1, 3);
    await commits.commit(insert(4));
    expect(batches).toEqual([3, 4]);
    await turnByTurn(5, 30);
    await commits.commit(insert(31));
    expect(batches.length).toBeGreaterThan(4);
    expect(batches.at(-1)).toBe(31);
  });

  it("rolls back only the write that throws", async () => {
    const { database, commits } = setUp();
    const results = await Promise.allSettled([
      commits.commit(insert(1)),
      commits.commit((writer) => {
        insert(2)(writer);
        throw new Error("no");
      }),
      commits.commit(insert(3)),
      commits.commit(insert(1)),
    ]);
    expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled", "rejected"]);
    expect(numbers(database)).toEqual([1, 3]);
  });

  it("refuses a write function that returns a promise, and rolls it back", async () => {
    const { database, commits } = setUp();
    const write = async (writer: Database) => insert(1)(writer);
    await expect(commits.commit(write)).rejects.toMatchObject({ code: "write_not_synchronous" });
    expect(numbers(database)).toEqual([]);
  });

  it("ends everything when the transaction itself is lost: onFatal once, and nothing is written any more", async () => {
    const { database, commits, fatal } = setUp();
    const results = await Promise.allSettled([
      commits.commit(insert(1)),
      commits.commit((writer) => {
        writer.exec("ROLLBACK");
        throw new Error("as SQLite does when the disk is full");
      }),
      commits.commit(insert(2)),
    ]);
    expect(results).toMatchObject(results.map(() => ({ status: "rejected", reason: { code: "commit_failed" } })));
    expect(fatal).toHaveLength(1);
    await expect(commits.commit(insert(3))).rejects.toMatchObject({ code: "commit_failed" });
    expect(numbers(database)).toEqual([]);
  });

  it.each([
    ["a damaged page", 11],
    ["a failing device", 266],
  ])("ends with everything in the batch, writing nothing, when a write meets %s", async (_what, errcode) => {
    const { database, commits, fatal } = setUp();
    const meet = () => {
      throw Object.assign(new Error("as SQLite says it"), { errcode });
    };
    const results = await Promise.allSettled([commits.commit(insert(1)), commits.commit(meet), commits.commit(insert(2))]);
    expect(results).toMatchObject(results.map(() => ({ status: "rejected", reason: { code: "commit_failed" } })));
    expect(fatal).toHaveLength(1);
    expect(numbers(database)).toEqual([]);
  });

  it("takes nothing more once a reader has found the database damaged", async () => {
    const { database, commits, fatal } = setUp();
    const pending = commits.commit(insert(1));
    commits.lose(new Error("malformed"));
    commits.lose(new Error("malformed"));
    await expect(pending).rejects.toMatchObject({ code: "commit_failed" });
    expect(fatal).toHaveLength(1);
    expect(numbers(database)).toEqual([]);
  });

  it("commits what is pending when closed, and takes nothing more", async () => {
    const { database, commits } = setUp();
    const pending = commits.commit(insert(1));
    commits.close();
    expect(numbers(database)).toEqual([1]);
    expect(await pending).toBe(1);
    await expect(commits.commit(insert(2))).rejects.toMatchObject({ code: "commit_closed" });
  });

  it("keeps virtual time still until the flush", async () => {
    const { clock, database, commits } = setUp();
    const seen: number[] = [];
    clock.after(1_000, () => seen.push(...numbers(database)));
    const pending = clock.work("writer", async () => {
      for (const value of [1, 2, 3]) await commits.commit(insert(value));
    });
    await clock.advanceBy(1_000);
    await pending;
    expect(seen).toEqual([1, 2, 3]);
  });

  it("syncs every commit to disk, except a flush of marks alone", async () => {
    const { database, commits } = setUp(join(tempDirectory(), "numbers.db"));
    const synchronous = (writer: Database) => writer.get<{ synchronous: number }>("PRAGMA synchronous")?.synchronous;
    expect(await commits.commit(synchronous, "process")).toBe(1);
    expect(await Promise.all([commits.commit(synchronous, "process"), commits.commit(synchronous)])).toEqual([2, 2]);
    expect(synchronous(database)).toBe(2);
  });
});
