import { parentPort, workerData } from "node:worker_threads";
import { errorCode, messageOf } from "../../base/errors.ts";
import { simulate } from "../simulate.ts";
import { type PlannedRun, scenarioOf } from "./plan.ts";
import type { WorkerMessage } from "./worker-message.ts";

// The entry of a thread: plays the one run that it was started for and ends.
const run = workerData as PlannedRun;
const tell = (message: WorkerMessage) => parentPort?.postMessage(message);
try {
  const record = await simulate(scenarioOf(run), {
    seed: run.seed,
    onProgress: (progress) => tell({ kind: "progress", progress }),
  });
  tell({ kind: "played", record });
} catch (error) {
  tell({ kind: "failed", code: errorCode(error) ?? "internal", message: messageOf(error) });
}
