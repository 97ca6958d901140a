import { bareJournal } from "./engine/bare-journal.ts";
import { durableRuns, stepDelays } from "./engine/durable-runs.ts";
import { openWorkflow } from "./engine/open-workflow.ts";
import type { Rate } from "./engine/rate.ts";

const seconds = Number(process.env.UPCLAWS_BENCH_SECONDS ?? 3);
const rounds = 3;

/** `npm run bench -- engine`: four-step durable runs with full sync, beside the bare journal and OpenWorkflow, in turns. */
export async function engine(print: (line: string) => void): Promise<void> {
  await durableRuns(50, 0.5);
  for (const [lanes, target] of [
    [1, 800],
    [50, 5_000],
  ] as const) {
    const ours: Rate[] = [];
    const bare: Rate[] = [];
    const peer: Rate[] = [];
    for (let round = 0; round < rounds; round++) {
      bare.push(await bareJournal(lanes, seconds));
      ours.push(await durableRuns(lanes, seconds));
      peer.push(await openWorkflow(lanes, seconds));
    }
    const [us, floor, other] = [median(ours), median(bare), median(peer)];
    print(`four-step runs, ${lanes} at a time (target ≥ ${target.toLocaleString("en")}/s)`);
    print(`  upclaws        ${figures(us)}`);
    print(`  bare journal   ${figures(floor)}: upclaws reaches ${((us.perSecond / floor.perSecond) * 100).toFixed(0)} % of it`);
    print(`  OpenWorkflow   ${figures(other)}: upclaws does ${(us.perSecond / other.perSecond).toFixed(1)} times as many`);
  }
  const { p50Ms, p95Ms, runsPerSecond } = await stepDelays(1_000, 50, seconds);
  print(
    `a step at ${Math.round(runsPerSecond)} runs/s over 50 lanes: p50 ${p50Ms.toFixed(2)} ms, p95 ${p95Ms.toFixed(2)} ms (target ≤ 2 ms at 1,000/s)`,
  );
}

function median(rates: readonly Rate[]): Rate {
  const sorted = rates.toSorted((a, b) => a.perSecond - b.perSecond);
  return sorted[Math.floor(sorted.length / 2)] ?? { perSecond: Number.NaN, cpuMs: Number.NaN };
}

const figures = ({ perSecond, cpuMs }: Rate) =>
  `${Math.round(perSecond).toLocaleString("en")}/s, ${(cpuMs * 1_000).toFixed(0)} µs of processor each`;
