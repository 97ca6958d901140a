import { RateScheduler, type RateSchedulerOptions } from "./rate-scheduler.ts";

export interface RateBudgetsOptions extends RateSchedulerOptions {
  /** `process` where all agents share one budget, because the platform counts by address. */
  readonly scope: "key" | "process";
}

/** Who shares a budget with whom (PLATFORM row 38): one scheduler per key, and one for all anonymous calls; or a single one. */
export class RateBudgets {
  readonly #options: RateBudgetsOptions;
  readonly #schedulers = new Map<string | undefined, RateScheduler>();

  constructor(options: RateBudgetsOptions) {
    this.#options = options;
  }

  /** The same scheduler for the same key, for as long as this object lives: a new client does not get a new budget. */
  for(apiKey: string | undefined): RateScheduler {
    const key = this.#options.scope === "process" ? undefined : apiKey;
    const known = this.#schedulers.get(key);
    if (known) return known;
    const scheduler = new RateScheduler(this.#options);
    this.#schedulers.set(key, scheduler);
    return scheduler;
  }
}
