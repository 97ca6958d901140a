import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "../../../src/base/logger.ts";
import { seededRandom } from "../../../src/base/random.ts";
import { RealClock } from "../../../src/base/real-clock.ts";
import { SqliteEngine } from "../../../src/engine/sqlite-engine.ts";
import type { RunStep } from "../../../src/llm/run-step.ts";
import { openDataDirectory } from "../../../src/store/data-directory.ts";

const never = new AbortController().signal;

/** Remembers nothing: what is left is the worker itself. */
export const withoutJournal: RunStep = (_name, perform) => perform(never);

/** Calls `work` inside a run of a true engine on disk, with that run's step. */
export async function insideEngine(work: (step: RunStep) => Promise<void>): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), "upclaws-bench-"));
  const clock = new RealClock();
  const store = openDataDirectory({
    dir,
    clock,
    onFatal: (error) => {
      throw error;
    },
  });
  const engine = new SqliteEngine({ store, clock, random: seededRandom(1), logger: silentLogger });
  let failure: unknown;
  engine.start(
    async (_run, journal) => {
      try {
        await work(journal.step.bind(journal));
      } catch (error) {
        failure = error;
      }
      return { kind: "done" };
    },
    { concurrency: 1, perAgent: new Map() },
  );
  await engine.submit([{ id: "bench", agent: "bench", lane: "bench", kind: "bench", subject: "bench", data: null }]);
  await engine.idle();
  await engine.stop(0);
  store.close();
  rmSync(dir, { recursive: true, force: true });
  if (failure !== undefined) throw failure;
}
