import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { UpclawsError } from "../../base/errors.ts";
import { type Notice, watchHeart } from "../../base/watchdog/watch-heart.ts";
import type { ExecutingRun } from "../../daemon/watch-runs.ts";
import { simError } from "../errors.ts";
import type { SimulationRecord } from "../record.ts";
import type { Progress } from "../simulate.ts";
import type { PlannedRun } from "./plan.ts";
import type { WorkerMessage, WorkerOrders } from "./worker-message.ts";

export interface PlayApartOptions {
  readonly onProgress: (progress: Progress) => void;
  readonly events: string | undefined;
  readonly blockedAfterMs: number;
  readonly stop: AbortSignal;
}

// The file beside this one: .ts from the sources, .js from the package.
const entry = new URL(`./run-worker${extname(import.meta.url)}`, import.meta.url);
const slowestBeatMs = 500;
const beatsPerLimit = 4;
const mostNamed = 3;

/**
 * Plays one run in a thread of its own, which can be ended whatever agents' code does there. Rejects with what the run failed with,
 * `agent_blocked`, or the reason of `stop`.
 */
export async function playApart(run: PlannedRun, options: PlayApartOptions): Promise<SimulationRecord> {
  const { onProgress, events, blockedAfterMs, stop } = options;
  stop.throwIfAborted();
  const everyMs = Math.min(slowestBeatMs, blockedAfterMs / beatsPerLimit);
  const worker = new Worker(entry, { workerData: { run, events, everyMs } satisfies WorkerOrders });
  const { promise, resolve, reject } = Promise.withResolvers<SimulationRecord>();
  const end = () => reject(stop.reason);
  let unwatch = () => {};
  stop.addEventListener("abort", end);
  worker.on("message", (message: WorkerMessage) => {
    if (message.kind === "alive") {
      const limits = { warnAfterMs: Number.POSITIVE_INFINITY, killAfterMs: blockedAfterMs };
      unwatch = watchHeart(message.memory, limits, everyMs, (notice) => {
        // Where none of theirs executes, it is ours that takes its time.
        if (notice.executing.length > 0) reject(blocked(notice));
      });
    } else if (message.kind === "progress") onProgress(message.progress);
    else if (message.kind === "played") resolve(message.record);
    else reject(new UpclawsError(message.code, message.message, { retryable: false }));
  });
  worker.on("error", reject);
  worker.on("exit", (code) => reject(new Error(`The run's thread ended with code ${code}`)));
  try {
    return await promise;
  } finally {
    unwatch();
    stop.removeEventListener("abort", end);
    await worker.terminate();
  }
}

function blocked({ blockedMs, executing }: Notice) {
  const runs = (executing as readonly ExecutingRun[]).slice(0, mostNamed);
  const [last, ...others] = runs.map(({ agent, kind, order, run }) => `${agent} (${[kind, order ?? [], run].flat().join(", ")})`);
  const besides = others.length > 0 ? `; under way besides: ${others.join(", ")}` : "";
  const what = `The code of an agent has not given control back for ${(blockedMs / 1_000).toFixed(1)} s of real time, as an endless loop does`;
  return simError("agent_blocked", `${what}. The run that moved last: ${last}${besides}`, { blockedMs, runs });
}
