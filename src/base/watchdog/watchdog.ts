import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { Json } from "../json.ts";
import type { LogLevel } from "../logger.ts";
import type { BlockLimits } from "./block-watch.ts";
import { Heart, type Note } from "./heart.ts";
import type { WatchdogOrders } from "./watchdog-thread.ts";

export interface WatchdogOptions extends BlockLimits {
  /** Of the log. */
  readonly level: LogLevel;
  /** The thread broke down: nobody watches any more. */
  readonly onGone: (error: unknown) => void;
  /** Notes at a time. */
  readonly places: number;
}

const slowestBeatMs = 500;
const beatsPerWarning = 2;

/**
 * A thread that notices when this process's event loop is blocked, names on stderr what was under way then, as a line of the log, and ends the
 * process by SIGKILL when that does not end. In real time, whatever clock the product runs on; keeps no process alive.
 */
export class Watchdog {
  readonly #heart: Heart;
  readonly #thread: Worker;

  constructor({ places, level, onGone, ...limits }: WatchdogOptions) {
    const everyMs = Math.max(1, Math.min(slowestBeatMs, Math.floor(limits.warnAfterMs / beatsPerWarning)));
    this.#heart = new Heart(places, everyMs);
    const orders: WatchdogOrders = { ...limits, level, memory: this.#heart.memory, everyMs };
    // The same file in the repository and in the built package.
    const file = new URL(`./watchdog-thread${extname(import.meta.url)}`, import.meta.url);
    const resourceLimits = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 4, stackSizeMb: 1 };
    this.#thread = new Worker(file, { workerData: orders, resourceLimits });
    this.#thread.once("error", onGone);
    this.#thread.unref();
  }

  /** Notes what is under way. Free of secrets: the thread writes it as it is. */
  put(what: Json): Note {
    return this.#heart.put(what);
  }

  async stop(): Promise<void> {
    this.#heart.stop();
    await this.#thread.terminate();
  }
}
