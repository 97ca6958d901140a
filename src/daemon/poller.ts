import { fullJitterMs } from "../base/backoff.ts";
import { messageOf } from "../base/errors.ts";
import type { Random } from "../base/random.ts";
import { type IntakeOptions, takeIn } from "./intake.ts";

export interface PollerOptions extends IntakeOptions {
  /** Between polls when nothing happens. */
  readonly pollIntervalMs: number;
  /** Between polls while something happens: for a minute after anything new. */
  readonly busyPollIntervalMs: number;
  readonly random: Random;
}

const busyForMs = 60_000;
const longestErrorWaitMs = 300_000;

/** Polls until the signal aborts. No error ends it: it logs, backs off with full jitter on top of the interval, and goes on. */
export async function poll(options: PollerOptions, signal: AbortSignal): Promise<void> {
  const { clock, random, log, pollIntervalMs, busyPollIntervalMs } = options;
  let failures = 0;
  let busyUntilMs = clock.now() + busyForMs;
  while (!signal.aborted) {
    let waitMs: number;
    try {
      if ((await takeIn(options, signal)) > 0) busyUntilMs = clock.now() + busyForMs;
      failures = 0;
      waitMs = clock.now() < busyUntilMs ? Math.min(busyPollIntervalMs, pollIntervalMs) : pollIntervalMs;
    } catch (error) {
      if (signal.aborted) return;
      failures++;
      waitMs = busyPollIntervalMs + fullJitterMs(failures, { baseMs: pollIntervalMs, maxMs: longestErrorWaitMs }, random);
      log.warn({ reason: messageOf(error), failures, waitMs }, "poll failed");
    }
    await clock.sleep(waitMs, signal).catch(() => undefined);
  }
}
