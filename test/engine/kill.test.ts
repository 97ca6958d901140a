import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { randomInt, seededRandom } from "../../src/base/random.ts";
import { VirtualClock } from "../../src/base/virtual-clock.ts";
import { crashPointNames } from "../../src/engine/crash-point.ts";
import { RunQueries } from "../../src/engine/run-queries.ts";
import { openDataDirectoryReadOnly } from "../../src/store/data-directory.ts";
import { tempDirectory } from "../support/temp-directory.ts";

const child = new URL("../support/engine-child.ts", import.meta.url).pathname;
const runs = 60;

/** One life of the child; answers the signal that ended it, null when it finished. */
function live(dir: string, effects: string, point: string, nth: number): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const process_ = spawn(
      process.execPath,
      ["--conditions=@upclaws/source", child, dir, effects, String(runs), point, String(nth)],
      {
        stdio: ["ignore", "ignore", "inherit"],
      },
    );
    process_.on("error", reject);
    process_.on("close", (code, signal) => (code ? reject(new Error(`child exited with ${code}`)) : resolve(signal)));
  });
}

it("handles every run exactly once when the process is killed at every named point, eight lanes at a time", {
  timeout: 60_000,
}, async () => {
  const directory = tempDirectory();
  const [dir, effects] = [join(directory, "data"), join(directory, "effects")];
  const random = seededRandom("kill");
  let kills = 0;
  for (const point of crashPointNames) if ((await live(dir, effects, point, randomInt(random, 1, 9))) === "SIGKILL") kills++;
  expect(kills).toBeGreaterThanOrEqual(5);
  expect(await live(dir, effects, "", 0)).toBeNull();

  const view = openDataDirectoryReadOnly({ dir, clock: new VirtualClock() });
  const queries = new RunQueries(view.database);
  expect(queries.list().map((run) => run.status)).toEqual(Array.from({ length: runs }, () => "done"));
  view.close();
  const lines = readFileSync(effects, "utf8").trim().split("\n");
  const sent = lines.filter((line) => line.startsWith("sent"));
  expect(sent).toHaveLength(runs);
  expect(new Set(sent).size).toBe(runs);
  // A committed step is never performed again; only those in flight at a kill may be.
  expect(lines.length - sent.length).toBeLessThanOrEqual(runs + kills * 8);
});
