import type { Clock } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import type { Engine } from "../../engine/engine.ts";
import { usageDigest } from "./usage-facts.ts";

export interface RetentionOptions {
  readonly engine: Pick<Engine, "prune">;
  readonly clock: Clock;
  readonly log: Logger;
  /** Days after its end that an order's work is kept. */
  readonly keepDoneDays: number;
}

const dayMs = 24 * 3_600_000;
/** One commit's worth: a few milliseconds. */
const batch = 100;
const pauseMs = 200;
const everyMs = 3_600_000;
const firstAfterMs = 60_000;
/** What a single tick forgets at most. */
const batchesPerTick = 50;

/** Forgets what ended long ago, every hour until the signal aborts: in small commits with pauses between them, so that no order waits for it. */
export async function keepForgetting(options: RetentionOptions, signal: AbortSignal): Promise<void> {
  const { clock, log } = options;
  const rest = (durationMs: number) => clock.sleep(durationMs, signal).catch(() => undefined);
  await rest(firstAfterMs);
  while (!signal.aborted) {
    await forget(options, signal, Number.POSITIVE_INFINITY, () => rest(pauseMs)).catch((error: unknown) => {
      log.error({ reason: messageOf(error) }, "old runs could not be pruned");
    });
    await rest(everyMs);
  }
}

/** The same for `run --once`: what one tick can forget quickly. */
export async function forgetOnce(options: RetentionOptions, signal: AbortSignal): Promise<void> {
  await forget(options, signal, batchesPerTick, async () => undefined);
}

async function forget(
  { engine, clock, log, keepDoneDays }: RetentionOptions,
  signal: AbortSignal,
  most: number,
  pause: () => Promise<unknown>,
): Promise<void> {
  const endedBeforeMs = clock.now() - keepDoneDays * dayMs;
  let total = 0;
  let after: number | undefined;
  for (let count = 0; count < most && !signal.aborted; count++) {
    const done = await engine.prune({ endedBeforeMs, after, batch, digest: usageDigest });
    total += done.pruned;
    after = done.after;
    if (after === undefined) break;
    await pause();
  }
  if (total > 0) log.info({ runs: total, keepDoneDays }, "old runs pruned");
}
