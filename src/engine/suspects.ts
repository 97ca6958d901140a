import type { Clock } from "../base/clock.ts";
import type { Suspect } from "./run-table.ts";

/**
 * How long suspects, all together, have the process to themselves for each end that they were in flight at, and one of them at least. Most are innocent and
 * wait long for something else: a hundred of them must not hold everybody up for an hour. One that takes its time to bring the process down is alone
 * sooner or later.
 */
const apartMs = 30_000;
const leastApartMs = 1_000;

/** Runs suspects one after the other, each alone until it ends or its time apart is over. */
export async function runApart(
  suspects: readonly Suspect[],
  clock: Clock,
  run: (suspect: Suspect) => Promise<void>,
): Promise<void> {
  const shareMs = Math.max(apartMs / suspects.length, leastApartMs);
  for (const suspect of suspects) {
    await new Promise<void>((resolve) => {
      const over = clock.after(shareMs * suspect.ends, resolve);
      void run(suspect).finally(() => {
        over.cancel();
        resolve();
      });
    });
  }
}
