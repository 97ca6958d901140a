import { spawnSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { quickCheck } from "../../src/base/sqlite/quick-check.ts";
import { VirtualClock } from "../../src/base/virtual-clock.ts";
import { openDataDirectory, openDataDirectoryReadOnly } from "../../src/store/data-directory.ts";
import { tempDirectory } from "../support/temp-directory.ts";

const clock = new VirtualClock();
const open = (dir: string) =>
  openDataDirectory({
    dir,
    clock,
    onFatal: (error) => {
      throw error;
    },
  });
const failing = (code: string, path: string) => expect.objectContaining({ code, details: expect.objectContaining({ path }) });

/** A directory that was used, and closed in good order. */
async function usedDirectory(): Promise<{ readonly dir: string; readonly file: string }> {
  const dir = tempDirectory();
  const store = open(dir);
  await store.commits.commit((database) => {
    for (let n = 0; n < 2_000; n++) database.run("INSERT INTO meta (key, value) VALUES (?, ?)", `key ${n}`, "x".repeat(100));
  });
  store.close();
  return { dir, file: join(dir, "upclaws.db") };
}

function overwrite(file: string, bytes: Buffer, at: number): void {
  const handle = openSync(file, "r+");
  writeSync(handle, bytes, 0, bytes.length, at);
  closeSync(handle);
}

const damages: readonly (readonly [string, (file: string) => void])[] = [
  [
    "with a page overwritten in its middle",
    (file) => overwrite(file, Buffer.alloc(4_096, 7), Math.floor(statSync(file).size / 8_192) * 4_096),
  ],
  ["cut to half its length", (file) => truncateSync(file, Math.floor(statSync(file).size / 8_192) * 4_096)],
  ["cut within a page", (file) => truncateSync(file, 5_000)],
  ["emptied", (file) => truncateSync(file, 0)],
  ["with its header overwritten", (file) => overwrite(file, Buffer.from("this is no database at all, is it"), 0)],
  ["replaced by text", (file) => writeFileSync(file, "Dear diary. ".repeat(2_000))],
];

describe("a damaged database", () => {
  it.each(damages)("%s is refused with what to do, stays as it is, and a backup in its place goes on", async (_what, damage) => {
    const { dir, file } = await usedDirectory();
    const backup = join(dir, "backup");
    copyFileSync(file, backup);
    damage(file);
    const before = readFileSync(file);
    expect(() => open(dir)).toThrow(failing("data_directory_damaged", file));
    expect(() => open(dir)).toThrow("restore a backup");
    expect(readFileSync(file).equals(before)).toBe(true);
    copyFileSync(backup, file);
    const again = open(dir);
    expect(again.database.get("SELECT count(*) AS count FROM meta WHERE key <> 'intent_salt'")).toEqual({ count: 2_000 });
    again.close();
  });

  it("is told to those who only read, too", async () => {
    const { dir, file } = await usedDirectory();
    writeFileSync(file, "Dear diary. ".repeat(2_000));
    expect(() => openDataDirectoryReadOnly({ dir, clock })).toThrow(expect.objectContaining({ code: "data_directory_damaged" }));
  });

  it("does not keep a directory without it from being used: the file that is gone is made anew", async () => {
    const { dir, file } = await usedDirectory();
    truncateSync(file, 5_000);
    expect(() => open(dir)).toThrow();
    writeFileSync(join(dir, "kept"), readFileSync(file));
    spawnSync("rm", [file]);
    open(dir).close();
    expect(existsSync(file)).toBe(true);
  });

  it("of commands is found as well", async () => {
    const { dir } = await usedDirectory();
    const file = join(dir, "commands.db");
    writeFileSync(file, "Dear diary. ".repeat(2_000));
    expect(() => open(dir)).toThrow(failing("data_directory_damaged", file));
    expect(() => openDataDirectoryReadOnly({ dir, clock })).toThrow(failing("data_directory_damaged", file));
  });

  it("above the size that is read whole is still found when it was cut short", async () => {
    const { file } = await usedDirectory();
    expect(quickCheck(file, 1)).toEqual([]);
    truncateSync(file, 8_192);
    expect(() => quickCheck(file, 1)).toThrow("malformed");
  });

  it("is told from one whose first start was cut short, which begins anew", () => {
    const dir = tempDirectory();
    writeFileSync(join(dir, "upclaws.db"), "");
    open(dir).close();
  });
});

describe("a directory that cannot be used", () => {
  it("because something else stands in its path says so", () => {
    const dir = join(tempDirectory(), "taken");
    writeFileSync(dir, "a file");
    expect(() => open(dir)).toThrow(failing("data_directory_unreadable", dir));
    expect(() => open(join(dir, "below"))).toThrow(failing("data_directory_unreadable", join(dir, "below")));
  });

  it("because a folder stands in the database's place says so", () => {
    const dir = tempDirectory();
    mkdirSync(join(dir, "upclaws.db"));
    expect(() => open(dir)).toThrow(failing("data_directory_unreadable", join(dir, "upclaws.db")));
  });

  it("because the disk is full says so, and nothing that was committed is lost", async () => {
    const { dir, file } = await usedDirectory();
    const lost: unknown[] = [];
    const store = openDataDirectory({ dir, clock, onFatal: (error) => lost.push(error) });
    store.database.exec(`PRAGMA max_page_count = ${Math.ceil(statSync(file).size / 4_096) + 2}`);
    const write = store.commits.commit((database) =>
      database.run("INSERT INTO meta (key, value) VALUES ('big', ?)", "x".repeat(1e6)),
    );
    await expect(write).rejects.toMatchObject({ code: "commit_failed" });
    expect(lost).toHaveLength(1);
    store.close();
    const again = open(dir);
    expect(again.database.get("SELECT count(*) AS count FROM meta WHERE key <> 'intent_salt'")).toEqual({ count: 2_000 });
    again.close();
  });
});

/** Opens the directory as a user who owns nothing, when the tests run as root; modes mean nothing to root. */
function openAsNobody(dir: string): { readonly code?: string; readonly opened?: boolean } {
  const child = new URL("../support/data-directory-child.ts", import.meta.url).pathname;
  const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const options = { ...nobody, encoding: "utf8", timeout: 10_000 } as const;
  const { stdout, stderr } = spawnSync(process.execPath, ["--conditions=@upclaws/source", child, dir], options);
  return JSON.parse(stdout || JSON.stringify({ code: stderr })) as { readonly code?: string };
}

describe("permissions", () => {
  it("that keep the directory from being read or written are named", async () => {
    const { dir, file } = await usedDirectory();
    chmodSync(dir, 0o755);
    chmodSync(file, 0o600);
    expect(openAsNobody(dir)).toMatchObject({ code: "data_directory_forbidden" });
  });
});
