import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { silentLogger } from "../../src/base/logger.ts";
import { systemRandom } from "../../src/base/random.ts";
import { RealClock } from "../../src/base/real-clock.ts";
import { retryOutcome } from "../../src/engine/retry-outcome.ts";
import { SqliteEngine } from "../../src/engine/sqlite-engine.ts";
import { openDataDirectory } from "../../src/store/data-directory.ts";

// node engine-child.ts DIR EFFECTS RUNS POINT NTH: submits RUNS runs and works until all have ended, or kills itself at the NTH pass of
// POINT. EFFECTS is a file that stands for the platform: one line per request carried out, and one per performed step.
const [dir = "", effects = "", runs = "0", point = "", nth = "0"] = process.argv.slice(2);
const clock = new RealClock();
const store = openDataDirectory({ dir, clock, onFatal: () => process.exit(1) });
let passes = 0;
const engine = new SqliteEngine({
  store,
  clock,
  random: systemRandom,
  logger: silentLogger,
  crashPoint: (name) => {
    if (name === point && ++passes === Number(nth)) process.kill(process.pid, "SIGKILL");
  },
});

engine.start(
  async (run, journal) => {
    try {
      await journal.step("think", async () => appendFileSync(effects, `step ${run.id}\n`));
      await journal.action({
        name: "deliver",
        subject: run.id,
        params: null,
        prepare: async () => null,
        send: async (intent) => {
          appendFileSync(effects, `sent ${intent.id}\n`);
          return { state: "done", result: null };
        },
        readBack: async (intent) =>
          existsSync(effects) && readFileSync(effects, "utf8").includes(`sent ${intent.id}\n`)
            ? { state: "done", result: null }
            : { state: "absent" },
      });
      return { kind: "done" };
    } catch (error) {
      const policy = { maxAttempts: 5, backoff: { baseMs: 1, maxMs: 5 } };
      return retryOutcome(run, error, { policy, random: systemRandom, clock });
    }
  },
  { concurrency: 8, perAgent: new Map() },
);
await engine.submit(
  Array.from({ length: Number(runs) }, (_, index) => ({
    id: `run ${index}`,
    agent: "writer",
    lane: `lane ${index % 16}`,
    kind: "order.created",
    subject: `order ${index}`,
    data: null,
  })),
);
await engine.idle();
await engine.stop(0);
store.close();
