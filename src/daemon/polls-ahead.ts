import type { Acknowledgements } from "./acknowledgements.ts";
import { type Foresight, untilGrown, untilTime } from "./foresight.ts";
import type { PollInterval } from "./poll-interval.ts";

export interface PollsAheadOptions {
  readonly foresight: Foresight;
  readonly interval: PollInterval;
  readonly acknowledgements: Pick<Acknowledgements, "isDueBy" | "pending">;
}

/** So many polls are looked ahead for one that has to be made; the one after them is made in any case. */
const farthest = 10_000;

/** The wait between two polls that are made: passes over those in between that would find nothing, and that nothing else hangs on. */
export class PollsAhead {
  readonly #options: PollsAheadOptions;
  /** When the last one was made. */
  #atMs = Number.NEGATIVE_INFINITY;

  constructor(options: PollsAheadOptions) {
    this.#options = options;
  }

  /**
   * After a poll that saw everything up to `seenNews`; undefined after one that failed. `waitMs` is the wait that follows on it. False when the
   * next one is made for the acknowledgements that follow it alone: it would find nothing.
   */
  async wait(waitMs: number, seenNews: number | undefined, signal: AbortSignal): Promise<boolean> {
    const { foresight } = this.#options;
    // A poll that took no time was at its own moment, which may lie between two milliseconds.
    const firstMs = Math.max(this.#atMs, Math.floor(foresight.nowMs)) + waitMs;
    this.#atMs = firstMs;
    let mustLook = true;
    if (seenNews !== undefined && foresight.leavesOut) {
      // Acknowledgements on their way have arrived by then, if nothing holds them up.
      await untilTime(foresight, foresight.nowMs, signal);
      const neededMs = this.#neededFrom(firstMs);
      const hasNews = await untilGrown(foresight, "news", seenNews, neededMs, signal);
      const { nowMs } = foresight;
      this.#atMs = this.#passOver(firstMs, (atMs) => (hasNews ? atMs >= nowMs : atMs >= neededMs));
      mustLook = hasNews || foresight.mustPoll(this.#atMs);
      if (!mustLook) foresight.passedOver(1);
    }
    await untilTime(foresight, this.#atMs, signal);
    return mustLook || foresight.news !== seenNews;
  }

  /** The first poll from there on that has to be made even if there are no news. */
  #neededFrom(firstMs: number): number {
    const { foresight, interval, acknowledgements } = this.#options;
    if (acknowledgements.pending === 0 && !foresight.pollsMayFail) return Number.POSITIVE_INFINITY;
    const ahead = interval.fork();
    let atMs = firstMs;
    for (let n = 0; n < farthest && !foresight.mustPoll(atMs); n++) {
      const waitMs = ahead.afterSuccess(0, Math.floor(atMs));
      if (acknowledgements.isDueBy(Math.floor(atMs) + waitMs)) break;
      atMs += waitMs;
    }
    return atMs;
  }

  /** Lets polls find nothing until one `isLast`; answers when that is. */
  #passOver(firstMs: number, isLast: (atMs: number) => boolean): number {
    const { foresight, interval } = this.#options;
    let atMs = firstMs;
    let passed = 0;
    for (; !isLast(atMs); passed++) atMs += interval.afterSuccess(0, Math.floor(atMs));
    foresight.passedOver(passed);
    return atMs;
  }
}
