import { fullJitterMs } from "../base/backoff.ts";
import { isUpclawsError } from "../base/errors.ts";
import type { Random } from "../base/random.ts";

export interface PollIntervalOptions {
  /** Between polls when nothing happens, on average. */
  readonly pollIntervalMs: number;
  /** Between polls while something happens, on average: for a minute after anything new. */
  readonly busyPollIntervalMs: number;
  readonly random: Random;
}

const busyForMs = 60_000;
const longestErrorWaitMs = 300_000;
/** A wait lies within this share of the interval on either side. */
const spread = 0.25;

/**
 * How long to wait between two polls: short while something happens, then twice as long each time up to the idle interval, longer after
 * failures. Drawn anew each time, and the first one from the whole interval: daemons and agents that start together must not poll together.
 */
export class PollInterval {
  readonly #options: PollIntervalOptions;
  readonly #busyMs: number;
  #intervalMs: number;
  #busyUntilMs = Number.NEGATIVE_INFINITY;
  #failures = 0;
  #first = true;

  constructor(options: PollIntervalOptions) {
    this.#options = options;
    this.#busyMs = Math.min(options.busyPollIntervalMs, options.pollIntervalMs);
    this.#intervalMs = options.pollIntervalMs;
  }

  get failures(): number {
    return this.#failures;
  }

  /** After a poll that found `fresh` new notifications. */
  afterSuccess(fresh: number, nowMs: number): number {
    const { pollIntervalMs, random } = this.#options;
    this.#failures = 0;
    if (fresh > 0) this.#busyUntilMs = nowMs + busyForMs;
    const busy = nowMs < this.#busyUntilMs;
    this.#intervalMs = busy ? this.#busyMs : Math.min(Math.max(this.#intervalMs * 2, 1), pollIntervalMs);
    const first = this.#first && !busy;
    this.#first = false;
    return Math.round(this.#intervalMs * (first ? random.next() : 1 - spread + 2 * spread * random.next()));
  }

  /** After a poll that failed: full jitter on top of the interval, and never before the platform wants to be asked again. */
  afterFailure(error: unknown): number {
    const { pollIntervalMs, random } = this.#options;
    this.#failures++;
    this.#first = false;
    const asked = isUpclawsError(error) ? error.details.retryAfterMs : undefined;
    const askedMs = typeof asked === "number" ? Math.min(asked, longestErrorWaitMs) : 0;
    const backoff = { baseMs: pollIntervalMs, maxMs: longestErrorWaitMs };
    return Math.max(this.#busyMs, askedMs) + fullJitterMs(this.#failures, backoff, random);
  }
}
