import { writeSync } from "node:fs";
import { workerData } from "node:worker_threads";
import type { LogLevel } from "../logger.ts";
import type { BlockLimits } from "./block-watch.ts";
import { type Notice, watchHeart } from "./watch-heart.ts";

/** What the thread is given. */
export interface WatchdogOrders extends BlockLimits {
  readonly memory: SharedArrayBuffer;
  readonly everyMs: number;
  readonly level: LogLevel;
}

const { memory, everyMs, level, ...limits } = workerData as WatchdogOrders;
/** Not by way of process.stderr: in a thread that waits for the main one, which is the blocked one. */
const stderr = 2;
const levels: readonly LogLevel[] = ["debug", "info", "warn", "error", "silent"];

watchHeart(memory, limits, everyMs, (notice) => {
  tell(notice);
  // The only way to end the process from here: in a thread, process.exit ends the thread.
  if (notice.kind === "kill") process.kill(process.pid, "SIGKILL");
});

function tell({ kind, blockedMs, executing }: Notice): void {
  const time = new Date().toISOString();
  const line = {
    free: () => ({ level: "info", time, blockedMs, msg: "the event loop is free again" }),
    blocked: () => ({ level: "warn", time, blockedMs, executing, msg: "the event loop is blocked" }),
    kill: () => ({
      level: "error",
      time,
      blockedMs,
      executing,
      msg: "the event loop stays blocked: the process is ended, to be started again",
    }),
  }[kind]();
  if (levels.indexOf(line.level as LogLevel) < levels.indexOf(level)) return;
  try {
    writeSync(stderr, `${JSON.stringify(line)}\n`);
  } catch {
    // Nobody reads the log any more (EPIPE), or it is full (EAGAIN): the process must end all the same.
  }
}
