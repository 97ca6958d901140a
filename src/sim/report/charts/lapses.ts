import { distributionOf } from "../../metrics/distribution.ts";
import { lapseText } from "../../metrics/figure-text.ts";
import { ink, type ToneName } from "../palette.ts";
import type { Plot } from "../plot.ts";
import { frame, lapseAxis, nameAxis, onLapseAxis, percentAxis } from "./axes.ts";

/** Durations of one kind. */
export interface LapseLine {
  readonly name: string;
  readonly tone: ToneName;
  readonly lapsesMs: readonly number[];
}

const pointsAtMost = 160;

/** For each kind the share of orders that took at most so long, on a logarithmic axis. */
export function lapsesPlot(id: string, title: string, lines: readonly LapseLine[]): Plot {
  const all = lines.flatMap(({ lapsesMs }) => lapsesMs);
  return {
    id,
    title,
    note: "Share of the orders that took at most so long (logarithmic).",
    legend: lines,
    wide: false,
    option: (narrow) => ({
      grid: frame({ top: 12, right: 24 }),
      xAxis: lapseAxis(all, narrow),
      yAxis: percentAxis(),
      series: lines.map(({ name, tone, lapsesMs }) => ({
        type: "line" as const,
        name,
        color: ink(tone),
        symbol: "none",
        step: "end" as const,
        lineStyle: { width: 2 },
        data: [...steps(lapsesMs)],
      })),
    }),
  };
}

/** Where half, 95 % and 99 % of each kind lie. */
export function phasesPlot(lines: readonly LapseLine[]): Plot {
  const phases = lines.flatMap(({ name, tone, lapsesMs }) => {
    const distribution = distributionOf(lapsesMs);
    return distribution ? [{ name, tone, ...distribution }] : [];
  });
  return {
    id: "phases",
    title: "How long orders stay in a state",
    note: "Half of the orders took no longer than the full dot; 95 % and 99 % no longer than the ring and the tick.",
    wide: false,
    option: (narrow) => ({
      grid: frame({ top: 18, right: 56 }),
      xAxis: lapseAxis(
        phases.flatMap(({ p50, p99 }) => [p50, p99]),
        narrow,
      ),
      yAxis: {
        ...nameAxis(
          phases.map(({ name }) => name),
          narrow,
        ),
      },
      series: phases.flatMap(({ name, tone, p50, p95, p99 }) => [
        {
          type: "line" as const,
          data: [p50, p99].map((ms) => [onLapseAxis(ms), name]),
          symbol: "none",
          lineStyle: { color: ink(tone), width: 3, opacity: 0.45 },
        },
        dot(p50, name, { itemStyle: { color: ink(tone) }, symbolSize: 12, label: labelAt(p50, "top") }),
        dot(p95, name, { itemStyle: { color: ink("ground"), borderColor: ink(tone), borderWidth: 2 }, symbolSize: 10 }),
        dot(p99, name, { itemStyle: { color: ink(tone) }, symbol: "rect", symbolSize: [3, 14], label: labelAt(p99, "right") }),
      ]),
    }),
  };
}

function dot(ms: number, name: string, look: object) {
  return { type: "scatter" as const, data: [[onLapseAxis(ms), name]], ...look };
}

function labelAt(ms: number, position: "top" | "right") {
  return { show: true, position, formatter: () => lapseText(ms), color: ink("ink"), fontSize: 12 };
}

/** The empirical distribution as [where, percent], thinned evenly. */
function* steps(lapsesMs: readonly number[]): Generator<[number, number]> {
  const ascending = [...lapsesMs].sort((a, b) => a - b);
  const count = Math.min(pointsAtMost, ascending.length);
  const [first] = ascending;
  if (first !== undefined) yield [onLapseAxis(first), 0];
  for (let point = 1; point <= count; point++) {
    const rank = Math.ceil((point / count) * ascending.length);
    yield [onLapseAxis(ascending[rank - 1] ?? 0), (rank / ascending.length) * 100];
  }
}
