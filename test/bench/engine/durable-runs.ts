import { silentLogger } from "../../../src/base/logger.ts";
import { seededRandom } from "../../../src/base/random.ts";
import { RealClock } from "../../../src/base/real-clock.ts";
import type { Execute } from "../../../src/engine/engine.ts";
import { SqliteEngine } from "../../../src/engine/sqlite-engine.ts";
import { openDataDirectory } from "../../../src/store/data-directory.ts";
import { type Rate, rate } from "./rate.ts";
import { inScratch } from "./scratch.ts";

export const steps = ["one", "two", "three", "four"] as const;

const onFatal = (error: Error) => {
  throw error;
};

/** Submits runs to a true engine on disk, and tells when each has ended. */
interface Runs {
  readonly run: (lane: number, turn: number) => Promise<void>;
}

async function withEngine<T>(execute: Execute, work: (runs: Runs) => Promise<T>): Promise<T> {
  return await inScratch(async (dir) => {
    const clock = new RealClock();
    const store = openDataDirectory({ dir, clock, onFatal });
    const engine = new SqliteEngine({ store, clock, random: seededRandom(1), logger: silentLogger });
    const ended = new Map<string, () => void>();
    engine.events.on("runEnded", ({ run }) => ended.get(run.id)?.());
    engine.start(execute, { concurrency: 50, perAgent: new Map() });
    const run = async (lane: number, turn: number) => {
      const id = `bench/n/${lane}-${turn}`;
      const { promise, resolve } = Promise.withResolvers<void>();
      ended.set(id, resolve);
      const data = { type: "order.created", orderId: `order ${lane}` };
      await engine.submit([{ id, agent: "bench", lane: `lane ${lane}`, kind: "order.created", subject: `order ${lane}`, data }]);
      await promise;
      ended.delete(id);
    };
    try {
      return await work({ run });
    } finally {
      await engine.stop(1_000);
      store.close();
    }
  });
}

/** Four-step runs, from submission to the committed outcome. */
export function durableRuns(lanes: number, seconds: number): Promise<Rate> {
  return withEngine(
    async (_run, journal) => {
      for (const name of steps) await journal.step(name, async () => ({ ok: true }));
      return { kind: "done" };
    },
    ({ run }) => rate(lanes, seconds, run),
  );
}

export interface StepDelays {
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly runsPerSecond: number;
}

/** What a step that does nothing takes, committed, when runs arrive at that rate whether or not earlier ones have ended. */
export function stepDelays(runsPerSecond: number, lanes: number, seconds: number): Promise<StepDelays> {
  const delays: number[] = [];
  const execute: Execute = async (_run, journal) => {
    for (const name of steps) {
      const askedMs = performance.now();
      await journal.step(name, async () => null);
      delays.push(performance.now() - askedMs);
    }
    return { kind: "done" };
  };
  return withEngine(execute, async ({ run }) => {
    const startedMs = performance.now();
    const runs: Promise<void>[] = [];
    while (performance.now() - startedMs < seconds * 1_000) {
      const due = ((performance.now() - startedMs) / 1_000) * runsPerSecond;
      while (runs.length < due) runs.push(run(runs.length % lanes, runs.length));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await Promise.all(runs);
    const took = (performance.now() - startedMs) / 1_000;
    delays.sort((a, b) => a - b);
    const at = (share: number) => delays[Math.floor(delays.length * share)] ?? Number.NaN;
    return { p50Ms: at(0.5), p95Ms: at(0.95), runsPerSecond: runs.length / took };
  });
}
