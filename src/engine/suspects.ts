import type { Clock } from "../base/clock.ts";
import type { Suspect } from "./run-table.ts";

/**
 * How long a suspect has the process to itself, for each end that it was in flight at: an innocent one that waits long for something else must not hold
 * everybody up, and one that takes its time to bring the process down is alone sooner or later.
 */
const apartMs = 30_000;

/** Runs suspects one after the other, each alone until it ends or its time apart is over. */
export async function runApart(
  suspects: readonly Suspect[],
  clock: Clock,
  run: (suspect: Suspect) => Promise<void>,
): Promise<void> {
  for (const suspect of suspects) {
    await new Promise<void>((resolve) => {
      const over = clock.after(apartMs * suspect.ends, resolve);
      void run(suspect).finally(() => {
        over.cancel();
        resolve();
      });
    });
  }
}
