import type { Events } from "../base/event-hub.ts";
import type { Logger } from "../base/logger.ts";
import type { WorkerProgress } from "../runtime/worker-progress.ts";

/** Writes what models do into the log: failures as warnings, the rest for debugging. No prompt and no reply is in it. */
export function logProgress(progress: Events<WorkerProgress>, log: Logger): void {
  progress.on("worker", ({ run, event }) => {
    const { type, ...details } = event;
    const line = { agent: run.agent, run: run.id, order: run.subject, ...details };
    if (event.type === "model.failed") log.warn(line, event.movesOn ? "a model failed; the next one is asked" : "a model failed");
    else log.debug(line, type);
  });
}
