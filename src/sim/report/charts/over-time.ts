import { lapseText } from "../../metrics/figure-text.ts";
import { orderFlow } from "../../metrics/order-flow.ts";
import type { Sample, SimulationRecord } from "../../record.ts";
import { ink, sequence, type ToneName } from "../palette.ts";
import type { Plot } from "../plot.ts";
import { elapsedAxis, elapsedUnit, frame, legend, percentAxis, valueAxis } from "./axes.ts";

/** Orders placed, completed and cancelled over the run. */
export function flowPlot(record: SimulationRecord): Plot {
  const { bucketMs, buckets } = orderFlow(record);
  const spanMs = record.endMs - record.startMs;
  const { unitMs } = elapsedUnit(spanMs);
  const line = (name: "placed" | "completed" | "cancelled", tone: ToneName) => ({
    type: "line" as const,
    name,
    color: ink(tone),
    symbol: "none",
    lineStyle: { width: 2 },
    data: buckets.map((bucket) => [(bucket.sinceMs + bucketMs / 2) / unitMs, bucket[name]]),
  });
  return {
    id: "flow",
    title: "Order flow",
    note: `Orders placed, completed and cancelled, per ${lapseText(bucketMs).replace(".0", "")} of virtual time.`,
    wide: true,
    option: () => ({
      grid: frame(),
      legend,
      xAxis: elapsedAxis(spanMs),
      yAxis: valueAxis({ whole: true }),
      series: [line("placed", "blue"), line("completed", "green"), line("cancelled", "red")],
    }),
  };
}

/** The open orders by what they wait for, stacked. */
export function openOrdersPlot(record: SimulationRecord): Plot {
  const states: readonly (readonly [keyof Sample["open"], string, ToneName])[] = [
    ["pending", "to be started", "amber"],
    ["in_progress", "in work", "blue"],
    ["delivered", "with the buyer", "purple"],
    ["disputed", "disputed", "red"],
  ];
  const seen = states.filter(([state]) => state !== "disputed" || record.samples.some(({ open }) => open.disputed > 0));
  return {
    ...sampled(record, "open", (at) =>
      seen.map(([state, name, tone]) => ({
        type: "line" as const,
        name,
        color: ink(tone),
        stack: "open",
        symbol: "none",
        lineStyle: { width: 0 },
        areaStyle: { opacity: 0.75 },
        data: record.samples.map((sample) => [at(sample), sample.open[state]]),
      })),
    ),
    title: "Open orders",
    note: "How many orders were open, and whose move it was.",
    wide: true,
  };
}

/** Of the write budget of all agents that wrote, how much was used. */
export function writeUsePlot(record: SimulationRecord): Plot {
  const plot = sampled(record, "writes", (at) => [thin("blue", record, at, (sample) => sample.writeUse * 100)]);
  return {
    ...plot,
    title: "Write budget used",
    note: "Share of the API's write limit, over all agents that wrote in the interval.",
    option: () => ({ ...plot.option(), yAxis: percentAxis() }),
  };
}

/** Work that waited for its turn. */
export function queuePlot(record: SimulationRecord): Plot {
  return {
    ...sampled(record, "queue", (at) => [thin("purple", record, at, (sample) => sample.queuedRuns)]),
    title: "Runs in the queue",
    note: "Runs of all daemons that were waiting for their turn.",
  };
}

type Series = Extract<NonNullable<ReturnType<Plot["option"]>["series"]>, readonly unknown[]>;

function sampled(record: SimulationRecord, id: string, series: (at: (sample: Sample) => number) => Series) {
  const spanMs = record.endMs - record.startMs;
  const { unitMs } = elapsedUnit(spanMs);
  const drawn = series((sample) => (sample.atMs - record.startMs) / unitMs);
  return {
    id,
    wide: false,
    option: () => ({
      grid: frame(drawn.length > 1 ? {} : { top: 12 }),
      ...(drawn.length > 1 ? { legend } : {}),
      xAxis: elapsedAxis(spanMs),
      yAxis: valueAxis({ whole: true }),
      series: drawn,
    }),
  };
}

function thin(tone: ToneName, { samples }: SimulationRecord, at: (sample: Sample) => number, value: (sample: Sample) => number) {
  return {
    type: "line" as const,
    color: ink(tone),
    symbol: "none",
    lineStyle: { width: 1.5 },
    areaStyle: { opacity: 0.12 },
    data: samples.map((sample) => [at(sample), value(sample)]),
  };
}

/** One run's completed orders beside another's. */
export function flowComparison(runs: readonly { readonly label: string; readonly record: SimulationRecord }[]): Plot {
  const spanMs = Math.max(...runs.map(({ record }) => record.endMs - record.startMs));
  const { unitMs } = elapsedUnit(spanMs);
  return {
    id: "flow",
    title: "Completed orders",
    note: "How many orders had been completed since the start.",
    legend: runs.map(({ label }, index) => ({ name: label, tone: toneOf(index) })),
    wide: true,
    option: () => ({
      grid: frame({ top: 12 }),
      xAxis: elapsedAxis(spanMs),
      yAxis: valueAxis({ whole: true }),
      series: runs.map(({ label, record }, index) => ({
        type: "line" as const,
        name: label,
        color: ink(toneOf(index)),
        symbol: "none",
        lineStyle: { width: 2 },
        data: cumulative(orderFlow(record).buckets.map((bucket) => bucket.completed)).map((sum, bucket) => [
          (bucket * orderFlow(record).bucketMs) / unitMs,
          sum,
        ]),
      })),
    }),
  };
}

function toneOf(index: number): ToneName {
  return sequence[index % sequence.length] ?? "blue";
}

function cumulative(counts: readonly number[]): readonly number[] {
  let sum = 0;
  return [0, ...counts].map((count) => {
    sum += count;
    return sum;
  });
}
