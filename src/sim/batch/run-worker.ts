import { parentPort, workerData } from "node:worker_threads";
import { errorCode, messageOf } from "../../base/errors.ts";
import { Heart } from "../../base/watchdog/heart.ts";
import { LineFile } from "../raw/line-file.ts";
import { simulate } from "../simulate.ts";
import { scenarioOf } from "./plan.ts";
import type { WorkerMessage, WorkerOrders } from "./worker-message.ts";

/** More runs of agents at a time than this are not all named. */
const places = 256;

// The entry of a thread: plays the one run that it was started for and ends.
const { run, events, everyMs } = workerData as WorkerOrders;
const tell = (message: WorkerMessage) => parentPort?.postMessage(message);
const heart = new Heart(places, everyMs);
tell({ kind: "alive", memory: heart.memory });
try {
  const file = events === undefined ? undefined : new LineFile(events);
  try {
    const record = await simulate(scenarioOf(run), {
      seed: run.seed,
      heart,
      onProgress: (progress) => {
        // The thread may be ended at any moment from here on.
        file?.flush();
        tell({ kind: "progress", progress });
      },
      ...(file && { onEvent: (line: string) => file.write(line) }),
    });
    tell({ kind: "played", record });
  } finally {
    file?.close();
  }
} catch (error) {
  const code = errorCode(error);
  // What is in no catalogue goes to the thread's owner as it is, with its stack.
  if (code === undefined) throw error;
  tell({ kind: "failed", code, message: messageOf(error) });
} finally {
  heart.stop();
}
