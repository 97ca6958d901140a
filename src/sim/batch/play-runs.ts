import { availableParallelism } from "node:os";
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import PQueue from "p-queue";
import { simError } from "../errors.ts";
import type { SimulationRecord } from "../record.ts";
import type { Progress } from "../simulate.ts";
import type { PlannedRun } from "./plan.ts";
import type { PlayedRun } from "./played-run.ts";
import { settingText } from "./setting.ts";
import type { WorkerMessage } from "./worker-message.ts";

export interface PlayRunsOptions {
  /** How many run side by side; by default one for each core. */
  readonly threads?: number;
  /** Gets how far the run with this index is. */
  readonly onProgress?: (index: number, progress: Progress) => void;
  readonly signal?: AbortSignal;
}

// The file beside this one: .ts from the sources, .js from the package.
const entry = new URL(`./run-worker${extname(import.meta.url)}`, import.meta.url);

/**
 * Plays every run in a thread of its own, and answers in the order of the plan, whatever the number of threads. A thread plays one run only, so
 * that nothing that an agent keeps in a module can pass from one run to the next. Rejects with `run_failed` at the first failure, once the others
 * have been stopped, or with the signal's reason.
 */
export async function playRuns(plan: readonly PlannedRun[], options: PlayRunsOptions = {}): Promise<readonly PlayedRun[]> {
  const { threads = availableParallelism(), onProgress, signal } = options;
  const queue = new PQueue({ concurrency: threads });
  const failed = new AbortController();
  const stop = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
  const played = plan.map((run, index) =>
    queue.add(async () => {
      try {
        return { set: run.set, record: await playRun(run, (progress) => onProgress?.(index, progress), stop) };
      } catch (error) {
        failed.abort(error);
        throw error;
      }
    }),
  );
  const outcomes = await Promise.allSettled(played);
  if (stop.aborted) throw stop.reason;
  return outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
}

async function playRun(run: PlannedRun, onProgress: (progress: Progress) => void, stop: AbortSignal): Promise<SimulationRecord> {
  stop.throwIfAborted();
  const worker = new Worker(entry, { workerData: run });
  const { promise, resolve, reject } = Promise.withResolvers<SimulationRecord>();
  const end = () => reject(stop.reason);
  stop.addEventListener("abort", end);
  worker.on("message", (message: WorkerMessage) => {
    if (message.kind === "progress") onProgress(message.progress);
    else if (message.kind === "played") resolve(message.record);
    else reject(failure(run, message.code, message.message));
  });
  worker.on("error", (error: Error) => reject(failure(run, "internal", error.message)));
  worker.on("exit", (code) => reject(failure(run, "internal", `its thread ended with code ${code}`)));
  try {
    return await promise;
  } finally {
    stop.removeEventListener("abort", end);
    await worker.terminate();
  }
}

function failure({ seed, set }: PlannedRun, code: string, why: string) {
  const where = [`seed ${seed}`, settingText(set)].filter((part) => part !== "").join(", ");
  return simError("run_failed", `The run with ${where} failed: ${code}: ${why}`, { seed, set, code });
}
