import { availableParallelism } from "node:os";
import PQueue from "p-queue";
import { errorCode, messageOf } from "../../base/errors.ts";
import { simError } from "../errors.ts";
import type { Progress } from "../simulate.ts";
import type { PlannedRun } from "./plan.ts";
import { playApart } from "./play-apart.ts";
import type { PlayedRun } from "./played-run.ts";
import { settingText } from "./setting.ts";

export interface PlayRunsOptions {
  /** How many run side by side; by default one for each core. */
  readonly threads?: number;
  /** Gets how far the run with this index is. */
  readonly onProgress?: (index: number, progress: Progress) => void;
  /** A file for the events; of one run, for there is one file. */
  readonly events?: string | undefined;
  /** How long code of an agent may go without giving control back, in real time; 30 s by default. */
  readonly blockedAfterMs?: number;
  readonly signal?: AbortSignal;
}

const blockedAfterMs = 30_000;

/**
 * Plays every run in a thread of its own, and answers in the order of the plan, whatever the number of threads. A thread plays one run only, so
 * that nothing that an agent keeps in a module can pass from one run to the next; and this one stays free to end it. Rejects, once the others have been
 * stopped, with the first failure (as `run_failed` where there are several runs), or with the signal's reason.
 */
export async function playRuns(plan: readonly PlannedRun[], options: PlayRunsOptions = {}): Promise<readonly PlayedRun[]> {
  const { threads = availableParallelism(), onProgress, signal, events } = options;
  const queue = new PQueue({ concurrency: threads });
  const failed = new AbortController();
  const stop = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
  const played = plan.map((run, index) =>
    queue.add(async () => {
      try {
        const record = await playApart(run, {
          onProgress: (progress) => onProgress?.(index, progress),
          events,
          blockedAfterMs: options.blockedAfterMs ?? blockedAfterMs,
          stop,
        });
        return { set: run.set, record };
      } catch (error) {
        failed.abort(plan.length === 1 ? error : failure(run, error));
        throw error;
      }
    }),
  );
  const outcomes = await Promise.allSettled(played);
  if (stop.aborted) throw stop.reason;
  return outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
}

function failure({ seed, set }: PlannedRun, error: unknown) {
  const code = errorCode(error) ?? "internal";
  const where = [`seed ${seed}`, settingText(set)].filter((part) => part !== "").join(", ");
  return simError("run_failed", `The run with ${where} failed: ${code}: ${messageOf(error)}`, { seed, set, code });
}
