import { Registry } from "prom-client";
import { EventLoopDelay } from "../../base/event-loop-delay.ts";
import { countEngine } from "./engine-counters.ts";
import type { MetricsOptions } from "./metrics-options.ts";
import { countMoney } from "./money-counters.ts";
import { measureProcess } from "./process-gauges.ts";
import { measureStore } from "./store-gauges.ts";

/**
 * Figures for Prometheus. Gauges are read from the store at each scrape, so they are true after a restart; counters count from the start of the
 * process, as Prometheus expects. Labels are names of the configuration and words of our own: no text from outside, no secret.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #delay = new EventLoopDelay();
  readonly #stop: readonly (() => void)[];

  constructor(options: MetricsOptions) {
    this.#delay.start();
    measureProcess(this.#registry, this.#delay);
    measureStore(this.#registry, options);
    this.#stop = [countEngine(this.#registry, options.engine), countMoney(this.#registry, options.engine)];
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** The text exposition format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  close(): void {
    for (const stop of this.#stop) stop();
    this.#delay.stop();
  }
}
