import { fullJitterMs } from "../base/backoff.ts";
import type { Clock } from "../base/clock.ts";
import { messageOf } from "../base/errors.ts";
import type { Random } from "../base/random.ts";
import { type Foresight, untilGrown, untilTime } from "./foresight.ts";
import { type ReconcileOptions, reconcile } from "./reconcile.ts";

export interface KeepReconciledOptions extends ReconcileOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly reconcileIntervalMs: number;
  /** Then only those are made that may find something. */
  readonly foresight?: Foresight | undefined;
}

const soonMs = 15_000;

/** Reconciles at once and then every interval, until the signal aborts. No error ends it; after one it tries again sooner. */
export async function keepReconciled(options: KeepReconciledOptions, signal: AbortSignal): Promise<void> {
  const { clock, random, reconcileIntervalMs, log } = options;
  const { foresight } = options;
  let failures = 0;
  while (!signal.aborted) {
    let waitMs = reconcileIntervalMs;
    let seen = foresight?.stirs;
    try {
      // What it has found may have come of something that it finds again.
      if (mayFind(foresight) && (await reconcile(options, signal)) > 0) seen = undefined;
      failures = 0;
    } catch (error) {
      seen = undefined;
      failures++;
      const backoff = { baseMs: soonMs, maxMs: reconcileIntervalMs };
      waitMs = Math.min(soonMs, reconcileIntervalMs) + fullJitterMs(failures, backoff, random);
      if (!signal.aborted) log.warn({ reason: messageOf(error), waitMs }, "reconcile failed");
    }
    if (foresight) await restAhead(foresight, waitMs, seen, signal);
    else await clock.sleep(waitMs, signal).catch(() => undefined);
  }
}

/** Without an open order a reconcile reads empty lists, and that is all it does. */
function mayFind(foresight: Foresight | undefined): boolean {
  return !foresight?.leavesOut || foresight.reconcilesMayFail || foresight.hasOpenOrders;
}

/** With everything as the last one has seen it, a reconcile would do nothing again: waits until there is more to see, and on to the next in the row. */
async function restAhead(foresight: Foresight, waitMs: number, seen: number | undefined, signal: AbortSignal): Promise<void> {
  let atMs = Math.floor(foresight.nowMs) + waitMs + foresight.offsetMs;
  if (seen !== undefined && foresight.leavesOut && !foresight.reconcilesMayFail) {
    await untilGrown(foresight, "stirs", seen, Number.POSITIVE_INFINITY, signal);
    atMs += waitMs * Math.max(0, Math.ceil((foresight.nowMs - atMs) / waitMs));
  }
  await untilTime(foresight, atMs, signal);
}
