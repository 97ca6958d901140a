import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { VirtualClock } from "../../src/base/virtual-clock.ts";
import { openDataDirectory } from "../../src/store/data-directory.ts";
import { tempDirectory } from "../support/temp-directory.ts";

/** The command of the page "Operate the daemon", for these places. */
function documentedBackup(from: string, to: string): string {
  const page = readFileSync(new URL("../../docs/operate.md", import.meta.url), "utf8");
  const line = page.split("\n").find((candidate) => candidate.startsWith("node -e") && candidate.includes("backup("));
  if (line === undefined) throw new Error("the page tells no backup");
  return line.replace(".upclaws/upclaws.db", from).replace("/backup/upclaws.db", to);
}

it("the documented command backs up a directory in use, whole, without the owner noticing", async () => {
  const [dir, restored] = [tempDirectory(), tempDirectory()];
  const onFatal = (error: Error) => {
    throw error;
  };
  const open = (where: string) => openDataDirectory({ dir: where, clock: new VirtualClock(), onFatal });
  const owner = open(dir);
  const write = (key: string) =>
    owner.commits.commit((database) => database.run("INSERT INTO meta (key, value) VALUES (?, '1')", key));
  await write("before");
  execFileSync("sh", ["-c", documentedBackup(join(dir, "upclaws.db"), join(restored, "upclaws.db"))], {
    env: { PATH: `${join(process.execPath, "..")}:${process.env.PATH}` },
  });
  await write("after");
  owner.close();
  const again = open(restored);
  expect(again.database.all("SELECT key FROM meta WHERE key <> 'intent_salt'")).toEqual([{ key: "before" }]);
  again.close();
});
