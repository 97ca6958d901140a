import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { Json } from "../json.ts";
import type { LogLevel } from "../logger.ts";
import type { BlockLimits } from "./block-watch.ts";
import { Board } from "./board.ts";
import type { WatchdogOrders } from "./watchdog-thread.ts";

export interface WatchdogOptions extends BlockLimits {
  /** Of the log. */
  readonly level: LogLevel;
  /** The thread broke down: nobody watches any more. */
  readonly onGone: (error: unknown) => void;
  /** Notes at a time. */
  readonly places: number;
}

/** A thing under way, as the watchdog knows it. */
export interface Note {
  /** It has just moved: when the event loop blocks next, it is named first. */
  touch(): void;
  /** It is over. Idempotent. */
  remove(): void;
}

const slowestBeatMs = 500;
const beatsPerWarning = 2;
const noNote: Note = { touch: () => {}, remove: () => {} };

/**
 * A thread that notices when this process's event loop is blocked, names on stderr what was under way then, as a line of the log, and ends the
 * process by SIGKILL when that does not end. In real time, whatever clock the product runs on; keeps no process alive.
 */
export class Watchdog {
  readonly #board: Board;
  readonly #beat: NodeJS.Timeout;
  readonly #thread: Worker;

  constructor({ places, level, onGone, ...limits }: WatchdogOptions) {
    const everyMs = Math.max(1, Math.min(slowestBeatMs, Math.floor(limits.warnAfterMs / beatsPerWarning)));
    this.#board = new Board(places);
    this.#beat = setInterval(() => this.#board.beat(), everyMs).unref();
    const orders: WatchdogOrders = { ...limits, level, memory: this.#board.memory, everyMs };
    // The same file in the repository and in the built package.
    const file = new URL(`./watchdog-thread${extname(import.meta.url)}`, import.meta.url);
    const resourceLimits = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 4, stackSizeMb: 1 };
    this.#thread = new Worker(file, { workerData: orders, resourceLimits });
    this.#thread.once("error", onGone);
    this.#thread.unref();
  }

  /** Notes what is under way. Free of secrets: the thread writes it as it is. */
  put(what: Json): Note {
    const place = this.#board.put(JSON.stringify(what));
    if (place === undefined) return noNote;
    let there = true;
    return {
      touch: () => {
        if (there) this.#board.touch(place);
      },
      remove: () => {
        if (there) this.#board.remove(place);
        there = false;
      },
    };
  }

  async stop(): Promise<void> {
    clearInterval(this.#beat);
    await this.#thread.terminate();
  }
}
