import { type Random, seededRandom } from "../../base/random.ts";

/** What a server draws from, given how often its data directory was opened before. */
export type RandomOfStart = (earlierStarts: number) => Random;

/**
 * Reproducible, and never the same twice over one data directory: each start has a stream of its own, since ids and keys of the ones before are
 * in use. The first has that of the seed itself.
 */
export function seededStarts(seed: number | string): RandomOfStart {
  return (earlierStarts) => seededRandom(earlierStarts === 0 ? seed : `${seed}, start ${earlierStarts + 1}`);
}
