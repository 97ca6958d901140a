import type { Clock } from "../base/clock.ts";
import { messageOf } from "../base/errors.ts";
import type { Foresight } from "./foresight.ts";
import { type IntakeOptions, takeIn } from "./intake.ts";
import { PollInterval, type PollIntervalOptions } from "./poll-interval.ts";
import { PollsAhead } from "./polls-ahead.ts";
import { WakeCredit } from "./wake-credit.ts";

export interface PollerOptions extends IntakeOptions, Omit<PollIntervalOptions, "jitter"> {
  readonly clock: Clock;
  /** Then only polls that may find something are made, and waking is of no use. */
  readonly foresight?: Foresight | undefined;
  /** Called after every poll that succeeded. */
  readonly onPolled?: () => void;
  /** Called after every poll, however it ended. */
  readonly onTried?: () => void;
}

/** Polls for one agent, at its own pace or when woken, and acknowledges in time. */
export class Poller {
  readonly #options: PollerOptions;
  readonly #interval: PollInterval;
  readonly #credit: WakeCredit;
  readonly #ahead: PollsAhead | undefined;
  #woken = false;
  #rouse: () => void = () => {};
  #acknowledging: Promise<void> | undefined;

  constructor(options: PollerOptions) {
    this.#options = options;
    const { foresight, acknowledgements } = options;
    const interval = new PollInterval({ ...options, jitter: foresight && ((n) => foresight.jitter(n)) });
    this.#interval = interval;
    this.#ahead = foresight && new PollsAhead({ foresight, interval, acknowledgements });
    this.#credit = new WakeCredit(options.busyPollIntervalMs);
  }

  /**
   * There may be something new: poll now, or again after the poll under way. Many wakes make one poll, and wakes without end make one
   * poll per busy interval.
   */
  wake(): void {
    this.#woken = true;
    this.#rouse();
  }

  /** Polls until the signal aborts. No error ends it: it logs, backs off and goes on. */
  async run(signal: AbortSignal): Promise<void> {
    for (let mustLook = true; !signal.aborted; ) {
      this.#woken = false;
      const seenNews = this.#options.foresight?.news;
      const waitMs = await this.#poll(mustLook, signal);
      this.#options.onTried?.();
      if (signal.aborted) break;
      if (this.#ahead) mustLook = await this.#ahead.wait(waitMs, this.#interval.failures === 0 ? seenNews : undefined, signal);
      else await this.#rest(waitMs, signal);
    }
    await this.#acknowledging;
  }

  /** Answers how long to wait before the next one. `mustLook`: not known beforehand to find nothing. */
  async #poll(mustLook: boolean, signal: AbortSignal): Promise<number> {
    const { clock, log } = this.#options;
    try {
      const fresh = mustLook ? await takeIn(this.#options, signal) : 0;
      this.#options.onPolled?.();
      const waitMs = this.#interval.afterSuccess(fresh, clock.now());
      this.#acknowledge(waitMs, signal);
      return waitMs;
    } catch (error) {
      const waitMs = this.#interval.afterFailure(error);
      if (!signal.aborted) log.warn({ reason: messageOf(error), failures: this.#interval.failures, waitMs }, "poll failed");
      return waitMs;
    }
  }

  /** In the background: an acknowledgement may wait for the write budget, and new orders shall not wait for it. */
  #acknowledge(nextInMs: number, signal: AbortSignal): void {
    const { acknowledgements, log } = this.#options;
    this.#acknowledging ??= acknowledgements
      .flush({ now: false, nextInMs, signal })
      .catch((error: unknown) => {
        if (!signal.aborted) log.warn({ reason: messageOf(error) }, "acknowledgement failed; it is repeated with the next");
      })
      .finally(() => {
        this.#acknowledging = undefined;
      });
  }

  async #rest(waitMs: number, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const endMs = clock.now() + waitMs;
    for (;;) {
      const untilMs = this.#woken ? Math.min(endMs, this.#credit.availableAtMs) : endMs;
      if (signal.aborted || clock.now() >= untilMs) break;
      await this.#nap(untilMs - clock.now(), signal);
    }
    if (this.#woken && clock.now() < endMs) this.#credit.spend(clock.now());
  }

  /** Ends early when woken or aborted. */
  async #nap(durationMs: number, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const { promise, resolve } = Promise.withResolvers<void>();
    const end = () => resolve();
    const timer = clock.after(durationMs, end);
    signal.addEventListener("abort", end, { once: true });
    this.#rouse = end;
    try {
      await clock.idle(promise);
    } finally {
      timer.cancel();
      signal.removeEventListener("abort", end);
      this.#rouse = () => {};
    }
  }
}
