import { fullJitterMs } from "../base/backoff.ts";
import type { Clock } from "../base/clock.ts";
import { messageOf } from "../base/errors.ts";
import type { Random } from "../base/random.ts";
import { type ReconcileOptions, reconcile } from "./reconcile.ts";

export interface KeepReconciledOptions extends ReconcileOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly reconcileIntervalMs: number;
}

const soonMs = 15_000;

/** Reconciles at once and then every interval, until the signal aborts. No error ends it; after one it tries again sooner. */
export async function keepReconciled(options: KeepReconciledOptions, signal: AbortSignal): Promise<void> {
  const { clock, random, reconcileIntervalMs, log } = options;
  let failures = 0;
  while (!signal.aborted) {
    let waitMs = reconcileIntervalMs;
    try {
      await reconcile(options, signal);
      failures = 0;
    } catch (error) {
      failures++;
      const backoff = { baseMs: soonMs, maxMs: reconcileIntervalMs };
      waitMs = Math.min(soonMs, reconcileIntervalMs) + fullJitterMs(failures, backoff, random);
      if (!signal.aborted) log.warn({ reason: messageOf(error), waitMs }, "reconcile failed");
    }
    await clock.sleep(waitMs, signal).catch(() => undefined);
  }
}
