import { fullJitterMs } from "../base/backoff.ts";
import { isUpclawsError } from "../base/errors.ts";
import type { Random } from "../base/random.ts";

export interface PollIntervalOptions {
  /** Between polls when nothing happens, on average. */
  readonly pollIntervalMs: number;
  /** Between polls while something happens, on average: for a minute after anything new. */
  readonly busyPollIntervalMs: number;
  readonly random: Random;
  /** In place of `random`: for the nth wait, 0 to 1. */
  readonly jitter?: ((n: number) => number) | undefined;
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
  #waits = 0;
  readonly #chance: Pick<Random, "next">;

  constructor(options: PollIntervalOptions) {
    const { random, jitter } = options;
    this.#options = options;
    this.#chance = jitter ? { next: () => jitter(this.#waits++) } : random;
    this.#busyMs = Math.min(options.busyPollIntervalMs, options.pollIntervalMs);
    this.#intervalMs = options.pollIntervalMs;
  }

  get failures(): number {
    return this.#failures;
  }

  /** Another one at the same point: for looking ahead. Only with `jitter` do both draw the same. */
  fork(): PollInterval {
    const other = new PollInterval(this.#options);
    other.#intervalMs = this.#intervalMs;
    other.#busyUntilMs = this.#busyUntilMs;
    other.#failures = this.#failures;
    other.#first = this.#first;
    other.#waits = this.#waits;
    return other;
  }

  /** After a poll that found `fresh` new notifications. */
  afterSuccess(fresh: number, nowMs: number): number {
    const { pollIntervalMs } = this.#options;
    this.#failures = 0;
    if (fresh > 0) this.#busyUntilMs = nowMs + busyForMs;
    const busy = nowMs < this.#busyUntilMs;
    this.#intervalMs = busy ? this.#busyMs : Math.min(Math.max(this.#intervalMs * 2, 1), pollIntervalMs);
    const first = this.#first && !busy;
    this.#first = false;
    const waitMs = this.#intervalMs * (first ? this.#chance.next() : 1 - spread + 2 * spread * this.#chance.next());
    return this.#options.jitter ? waitMs : Math.round(waitMs);
  }

  /** After a poll that failed: full jitter on top of the interval, and never before the platform wants to be asked again. */
  afterFailure(error: unknown): number {
    const { pollIntervalMs } = this.#options;
    this.#failures++;
    this.#first = false;
    const asked = isUpclawsError(error) ? error.details.retryAfterMs : undefined;
    const askedMs = typeof asked === "number" ? Math.min(asked, longestErrorWaitMs) : 0;
    const backoff = { baseMs: pollIntervalMs, maxMs: longestErrorWaitMs };
    return Math.max(this.#busyMs, askedMs) + fullJitterMs(this.#failures, backoff, this.#chance);
  }
}
