import { seededRandom } from "../../../src/base/random.ts";
import type { Journal } from "../../../src/engine/journal.ts";
import { retryOutcome } from "../../../src/engine/retry-outcome.ts";
import type { Outcome, Run } from "../../../src/engine/run.ts";
import { createWorker, type Worker, type WorkerOptions } from "../../../src/llm/worker.ts";
import type { EngineWorld } from "../../support/engine-world.ts";

/** What the runtime does with a handler, over a true engine: a worker on the run's journal, and failures turned into outcomes. */
export function executeWith(
  world: EngineWorld,
  options: Omit<WorkerOptions, "step" | "clock" | "random">,
  handler: (worker: Worker, run: Run) => Promise<unknown>,
) {
  const policy = { maxAttempts: 4, backoff: { baseMs: 1_000, maxMs: 10_000 } };
  const random = seededRandom(1);
  return async (run: Run, journal: Journal): Promise<Outcome> => {
    const worker = createWorker({ ...options, step: journal.step.bind(journal), clock: world.clock, random });
    try {
      await handler(worker, run);
      return { kind: "done" };
    } catch (error) {
      return retryOutcome(run, error, { policy, random, clock: world.clock });
    }
  };
}
