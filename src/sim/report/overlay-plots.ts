import type { RunGroup } from "../compare/run-group.ts";
import { measure, sellersOf } from "../metrics/metrics.ts";
import { knownOf, toDeliverMs } from "../metrics/order-metrics.ts";
import type { SimulationRecord } from "../record.ts";
import { lapsesPlot } from "./charts/lapses.ts";
import { flowComparison } from "./charts/over-time.ts";
import { lorenzPlot } from "./charts/shares.ts";
import { sequence } from "./palette.ts";
import type { Plot } from "./plot.ts";

export const overlaidAtMost = sequence.length;

/** Groups side by side in one drawing each; one colour a group, so no more than there are colours. */
export function overlayPlots(groups: readonly RunGroup[]): readonly Plot[] {
  const shown = groups.slice(0, overlaidAtMost).flatMap(({ label, runs }, index) => {
    const [first] = runs;
    const tone = sequence[index] ?? "blue";
    return first ? [{ label, name: label, tone, record: first.record }] : [];
  });
  return [
    flowComparison(shown),
    lapsesPlot(
      "deliver",
      "Time to deliver",
      shown.map((one) => ({ ...one, lapsesMs: knownOf(one.record.orders, toDeliverMs) })),
    ),
    lorenzPlot(
      shown.map((one) => ({ ...one, revenuesOcmc: revenues(one.record), gini: measure(one.record).concentration.gini })),
    ),
  ];
}

function revenues(record: SimulationRecord): readonly number[] {
  return sellersOf(record).map((seller) => seller.revenueOcmc);
}
