import { parentPort, workerData } from "node:worker_threads";
import { errorCode, messageOf } from "../../base/errors.ts";
import { parseScenario } from "../scenario/scenario.ts";
import { simulate } from "../simulate.ts";
import type { PlannedRun } from "./plan.ts";
import type { WorkerMessage } from "./worker-message.ts";

// The entry of a thread: plays the one run that it was started for and ends.
const { source, file, seed } = workerData as PlannedRun;
const tell = (message: WorkerMessage) => parentPort?.postMessage(message);
try {
  const record = await simulate(parseScenario(source, file), {
    seed,
    onProgress: (progress) => tell({ kind: "progress", progress }),
  });
  tell({ kind: "played", record });
} catch (error) {
  tell({ kind: "failed", code: errorCode(error) ?? "internal", message: messageOf(error) });
}
