import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openDatabase } from "../../../src/base/sqlite/database.ts";
import { tempDirectory } from "../../support/temp-directory.ts";

const child = new URL("../../support/group-commit-child.ts", import.meta.url).pathname;

/** Runs the child until it has promised `count` commits, then kills it; answers every promise it printed. */
function promisedUntilKilled(path: string, first: number, count: number): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const process_ = spawn(process.execPath, ["--conditions=@upclaws/source", child, path, String(first)]);
    let output = "";
    process_.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (output.split("\n").length > count) process_.kill("SIGKILL");
    });
    process_.on("error", reject);
    process_.on("close", () => resolve(output.split("\n").filter(Boolean).map(Number)));
  });
}

it("keeps every promised commit when the process is killed, and the database stays whole", async () => {
  const path = join(tempDirectory(), "numbers.db");
  for (const [round, count] of [3, 40, 150].entries()) {
    const promised = await promisedUntilKilled(path, round * 100_000, count);
    expect(promised.length).toBeGreaterThanOrEqual(count);
    const database = openDatabase({ path });
    const kept = new Set(database.all<{ value: number }>("SELECT value FROM number").map((row) => row.value));
    expect(promised.filter((value) => !kept.has(value))).toEqual([]);
    expect(database.get("PRAGMA integrity_check")).toEqual({ integrity_check: "ok" });
    database.close();
  }
});
