import { monitorEventLoopDelay } from "node:perf_hooks";

/** Seconds by which timers came late, since the last reading. */
export interface DelayReading {
  readonly meanS: number;
  readonly p99S: number;
  readonly maxS: number;
}

const resolutionMs = 20;
const perSecond = 1e9;

/** How late this process's event loop is. Measured in real time whatever clock the product runs on; keeps no process alive. */
export class EventLoopDelay {
  readonly #histogram = monitorEventLoopDelay({ resolution: resolutionMs });

  start(): void {
    this.#histogram.enable();
  }

  /** Begins the next reading. */
  read(): DelayReading {
    const histogram = this.#histogram;
    const seconds = (nano: number) => (Number.isFinite(nano) && histogram.count > 0 ? nano / perSecond : 0);
    const reading = {
      meanS: seconds(histogram.mean),
      p99S: seconds(histogram.percentile(99)),
      maxS: seconds(histogram.max),
    };
    histogram.reset();
    return reading;
  }

  stop(): void {
    this.#histogram.disable();
  }
}
