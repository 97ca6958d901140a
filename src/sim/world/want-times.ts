import type { Random } from "../../base/random.ts";
import type { Arrivals } from "../scenario/arrival-schema.ts";
import { exponential } from "../scenario/distribution.ts";

const dayMs = 86_400_000;

/**
 * When wants arise, one after the other, from `startMs` on and before `endMs`. A rate that changes with the hour, the weekday and bursts is followed by
 * thinning (Lewis and Shedler 1979): moments are drawn at the highest rate, and kept in proportion to the one in force. Evenly spaced wants take
 * the rate of the moment.
 */
export function* wantTimes(arrivals: Arrivals, startMs: number, endMs: number, random: Random): Generator<number> {
  const { process, perDay, atMost = Number.POSITIVE_INFINITY } = arrivals;
  const highest = highestFactor(arrivals);
  let left = atMost;
  for (let atMs = startMs; left > 0; ) {
    if (process === "poisson") atMs += exponential(dayMs / (perDay * highest), random);
    else atMs += dayMs / (perDay * Math.max(factorAt(arrivals, startMs, atMs), 1e-3));
    if (atMs >= endMs) return;
    if (process === "poisson" && random.next() * highest >= factorAt(arrivals, startMs, atMs)) continue;
    left--;
    yield atMs;
  }
}

function factorAt({ day, week, bursts }: Arrivals, startMs: number, atMs: number): number {
  let factor = 1;
  if (day) factor *= relative(day, Math.floor(((atMs % dayMs) / dayMs) * day.length));
  // The epoch began on a Thursday; weeks here begin on Mondays.
  if (week) factor *= relative(week, (Math.floor(atMs / dayMs) + 3) % 7);
  for (const { at, lasts, times } of bursts) {
    if (atMs >= startMs + at && atMs < startMs + at + lasts) factor *= times;
  }
  return factor;
}

function highestFactor({ day, week, bursts }: Arrivals): number {
  const peak = (weights: readonly number[] | undefined) =>
    weights ? relative(weights, weights.indexOf(Math.max(...weights))) : 1;
  return bursts.reduce((factor, { times }) => factor * Math.max(times, 1), peak(day) * peak(week));
}

/** A weight against the mean of them all; without any weight, everything is alike. */
function relative(weights: readonly number[], index: number): number {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return sum === 0 ? 1 : ((weights[index] ?? 0) * weights.length) / sum;
}
