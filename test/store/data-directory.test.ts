import { spawn } from "node:child_process";
import { renameSync, rmSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { UpclawsError } from "../../src/base/errors.ts";
import { openDatabase } from "../../src/base/sqlite/database.ts";
import { VirtualClock } from "../../src/base/virtual-clock.ts";
import { openDataDirectory, openDataDirectoryReadOnly, openMemoryDirectory } from "../../src/store/data-directory.ts";
import { migrations } from "../../src/store/migrations.ts";
import { tempDirectory } from "../support/temp-directory.ts";

const clock = new VirtualClock();
const onFatal = () => {};
const open = (dir: string, platformBaseUrl?: string) =>
  openDataDirectory({ dir, clock, onFatal, ...(platformBaseUrl === undefined ? {} : { platformBaseUrl }) });
const failing = (code: string) => expect.objectContaining({ code });

/** Another process that opens the directory; its first line, and how to kill it. */
function otherProcess(dir: string): Promise<{ readonly line: Record<string, unknown>; kill(): Promise<void> }> {
  const child = new URL("../support/data-directory-child.ts", import.meta.url).pathname;
  const process_ = spawn(process.execPath, ["--conditions=@upclaws/source", child, dir]);
  const closed = new Promise<void>((resolve) => process_.on("close", () => resolve()));
  const kill = () => {
    process_.kill("SIGKILL");
    return closed;
  };
  onTestFinished(kill);
  return new Promise((resolve) => {
    process_.stdout.once("data", (chunk: Buffer) => resolve({ line: JSON.parse(chunk.toString()), kill }));
  });
}

describe("the data directory", () => {
  it("is created for its user only, and can be opened again after close", () => {
    const dir = join(tempDirectory(), "new", "data");
    open(dir).close();
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    const again = open(dir);
    again.close();
    again.close();
  });

  const removed = (dir: string) => rmSync(dir, { recursive: true });
  const replaced = (dir: string) => {
    renameSync(dir, `${dir}-old`);
    open(dir).close();
  };
  it.each([
    { how: "removed", replace: removed },
    { how: "replaced", replace: replaced },
  ])("tells at the first commit, before it counts as kept, that its database was $how", async ({ replace }) => {
    const dir = join(tempDirectory(), "data");
    const order: string[] = [];
    const ended = (error: Error) => void order.push((error as UpclawsError).code);
    const directory = openDataDirectory({ dir, clock, onFatal: ended });
    onTestFinished(() => directory.close());
    const commit = () => directory.commits.commit(() => undefined).then(() => order.push("kept"));
    await commit();
    replace(dir);
    await commit();
    expect(order).toEqual(["kept", "data_directory_gone", "kept"]);
  });

  it("has one owner at a time, in the same process too", () => {
    const dir = tempDirectory();
    const owner = open(dir);
    expect(() => open(dir)).toThrow(failing("data_directory_owned"));
    owner.close();
    open(dir).close();
  });

  it("is refused to a second process, which is told who the owner is, and is free as soon as the owner is killed", async () => {
    const dir = tempDirectory();
    const first = await otherProcess(dir);
    expect(first.line).toMatchObject({ opened: true });
    const second = await otherProcess(dir);
    const owner = { pid: first.line.pid, host: hostname(), since: expect.stringMatching(/^\d{4}-.*Z$/) };
    expect(second.line).toMatchObject({ code: "data_directory_owned", details: { dir, owner } });
    expect(() => open(dir)).toThrow(failing("data_directory_owned"));
    await first.kill();
    open(dir).close();
  });

  it("belongs to one platform", () => {
    const dir = tempDirectory();
    open(dir, "http://127.0.0.1:4100/api").close();
    open(dir, "http://127.0.0.1:4100/api/").close();
    expect(() => open(dir, "https://example.org/api")).toThrow(
      expect.objectContaining({
        code: "data_directory_bound",
        details: expect.objectContaining({ bound: "http://127.0.0.1:4100/api", wanted: "https://example.org/api" }),
      }),
    );
    open(dir).close();
  });

  it("of a newer version is refused, and free afterwards", () => {
    const dir = tempDirectory();
    open(dir).close();
    const newer = openDatabase({ path: join(dir, "upclaws.db") });
    newer.exec(`PRAGMA user_version = ${migrations.length + 1}`);
    expect(() => open(dir)).toThrow(failing("database_newer"));
    expect(() => openDataDirectoryReadOnly({ dir, clock })).toThrow(failing("database_newer"));
    newer.exec(`PRAGMA user_version = ${migrations.length}`);
    newer.close();
    open(dir).close();
  });

  it("is read by others beside its owner and without one, and cannot be written by them", async () => {
    const dir = tempDirectory();
    expect(() => openDataDirectoryReadOnly({ dir, clock })).toThrow(failing("data_directory_missing"));
    const owner = open(dir);
    const view = openDataDirectoryReadOnly({ dir, clock });
    await owner.commits.commit((database) => database.run("INSERT INTO meta (key, value) VALUES ('a', 'b')"));
    expect(view.database.get("SELECT value FROM meta WHERE key = 'a'")).toEqual({ value: "b" });
    expect(() => view.database.run("DELETE FROM meta")).toThrow("readonly");
    view.close();
    owner.close();
    const alone = openDataDirectoryReadOnly({ dir, clock });
    expect(alone.database.all("SELECT * FROM meta WHERE key <> 'intent_salt'")).toEqual([{ key: "a", value: "b" }]);
    alone.close();
  });

  it("says when an older directory must be migrated by its owner first", () => {
    const dir = tempDirectory();
    open(dir).close();
    const older = openDatabase({ path: join(dir, "upclaws.db") });
    older.exec("PRAGMA user_version = 0");
    older.close();
    expect(() => openDataDirectoryReadOnly({ dir, clock })).toThrow(failing("data_directory_outdated"));
  });
});

describe("commands of other processes", () => {
  it("reach the owner in order, stay pending until answered, and carry the answer back", () => {
    const dir = tempDirectory();
    const owner = open(dir);
    const view = openDataDirectoryReadOnly({ dir, clock });
    const first = view.commands.append("dead-letters.retry", { id: "a" });
    const second = view.commands.append("pause", null);
    expect(owner.commands.pending()).toEqual([
      { id: first, name: "dead-letters.retry", arguments: { id: "a" }, createdAtMs: clock.now() },
      { id: second, name: "pause", arguments: null, createdAtMs: clock.now() },
    ]);
    expect(view.commands.answerOf(first)).toBeUndefined();
    owner.commands.answer(first, { ok: true, value: { queued: 1 } });
    expect(view.commands.answerOf(first)).toEqual({ ok: true, value: { queued: 1 } });
    expect(owner.commands.pending().map((command) => command.id)).toEqual([second]);
    view.close();
    owner.close();
  });

  it("answers one whose clock is days behind the owner's", () => {
    const dir = tempDirectory();
    const owner = openDataDirectory({ dir, clock: new VirtualClock({ startMs: clock.now() + 2 * 86_400_000 }), onFatal });
    const view = openDataDirectoryReadOnly({ dir, clock });
    const id = view.commands.append("pause", null);
    owner.commands.answer(id, { ok: true, value: null });
    expect(view.commands.answerOf(id)).toEqual({ ok: true, value: null });
    view.close();
    owner.close();
  });

  it("forgets answers after a day", async () => {
    const own = new VirtualClock();
    const memory = openMemoryDirectory({ clock: own, onFatal });
    const old = memory.commands.append("pause", null);
    memory.commands.answer(old, { ok: true, value: null });
    await own.advanceBy(24 * 3_600_000 + 1);
    memory.commands.answer(memory.commands.append("resume", null), { ok: true, value: null });
    expect(memory.commands.answerOf(old)).toBeUndefined();
    memory.close();
  });
});
