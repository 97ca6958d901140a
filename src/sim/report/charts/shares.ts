import { lorenzOf } from "../../metrics/concentration.ts";
import { figureText } from "../../metrics/figure-text.ts";
import { ink, type ToneName } from "../palette.ts";
import type { Plot } from "../plot.ts";
import { frame, percentAxis } from "./axes.ts";

/** What each seller earned in one run. */
export interface RevenueLine {
  readonly name: string;
  readonly tone: ToneName;
  readonly revenuesOcmc: readonly number[];
  readonly gini: number | null;
}

/** How unevenly the sellers' revenue is shared out: the further below the line of equal shares, the more uneven. */
export function lorenzPlot(lines: readonly RevenueLine[]): Plot {
  const series = lines.map(({ name, tone, revenuesOcmc }) => ({
    type: "line" as const,
    name,
    color: ink(tone),
    symbol: "none",
    lineStyle: { width: 2 },
    areaStyle: { opacity: lines.length === 1 ? 0.12 : 0 },
    data: lorenzOf(revenuesOcmc).map(([members, total]) => [members * 100, total * 100]),
  }));
  const equal = {
    type: "line" as const,
    name: "equal shares",
    color: ink("muted"),
    symbol: "none",
    lineStyle: { width: 1, type: "dashed" as const },
    data: [
      [0, 0],
      [100, 100],
    ],
  };
  const ginis = lines.map(({ name, gini }) => `${lines.length > 1 ? `${name} ` : ""}${figureText(gini, "number")}`).join(", ");
  return {
    id: "lorenz",
    title: "Who gets the revenue",
    note: `Share of all revenue that the poorest sellers have together (Lorenz). Gini ${ginis}.`,
    legend: [...lines, { name: "equal shares", tone: "muted" }],
    wide: false,
    option: () => ({
      grid: frame({ top: 12, right: 24 }),
      xAxis: { ...percentAxis(), splitLine: { show: false } },
      yAxis: percentAxis(),
      series: [...series, equal],
    }),
  };
}
