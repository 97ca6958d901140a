import type { AgentFigures } from "../../metrics/agent-figures.ts";
import { isCompleted } from "../../metrics/order-metrics.ts";
import type { OrderRecord } from "../../record.ts";
import { ink } from "../palette.ts";
import type { Plot } from "../plot.ts";
import { frame, legend, nameAxis, valueAxis } from "./axes.ts";

const namesAtMost = 16;
const bins = 24;
const dotsAtMost = 1_500;

/** How balances changed: a bar for each agent of a small market, else how many agents gained and lost how much. */
export function balancesPlot(agents: readonly AgentFigures[]): Plot {
  const changes = agents.map(({ agent }) => ({ name: agent.name, role: agent.role, ocmc: agent.endOcmc - agent.startOcmc }));
  return changes.length <= namesAtMost ? bars(changes) : histogram(changes);
}

interface Change {
  readonly name: string;
  readonly role: string;
  readonly ocmc: number;
}

const shape = { id: "balances", title: "Balances, end against start", wide: false };

function bars(changes: readonly Change[]): Plot {
  const sorted = [...changes].sort((a, b) => b.ocmc - a.ocmc);
  return {
    ...shape,
    note: "What each agent has more or less than it began with, in OCMC.",
    option: (narrow) => ({
      grid: frame({ top: 8, right: 44 }),
      xAxis: { ...valueAxis(), axisLabel: { show: false } },
      yAxis: nameAxis(
        sorted.map(({ name }) => name),
        narrow,
      ),
      series: [
        {
          type: "bar" as const,
          barMaxWidth: 14,
          data: sorted.map(({ ocmc }) => ({
            value: ocmc,
            itemStyle: { color: ink(ocmc < 0 ? "red" : "green") },
            label: { show: true, position: ocmc < 0 ? ("left" as const) : ("right" as const), color: ink("ink"), fontSize: 12 },
          })),
        },
      ],
    }),
  };
}

function histogram(changes: readonly Change[]): Plot {
  const low = Math.min(...changes.map(({ ocmc }) => ocmc));
  const high = Math.max(...changes.map(({ ocmc }) => ocmc));
  const width = Math.max(1, Math.ceil((high - low) / bins));
  // Bins meet at 0, so that none mixes gain and loss.
  const first = Math.floor(low / width);
  const starts = Array.from({ length: Math.floor(high / width) - first + 1 }, (_, index) => (first + index) * width);
  const counts = (isOf: (role: string) => boolean) =>
    starts.map((start) => changes.filter(({ role, ocmc }) => isOf(role) && ocmc >= start && ocmc < start + width).length);
  return {
    ...shape,
    note: `How many agents ended with so much more or less, in OCMC; a bar is ${width} OCMC wide.`,
    option: () => ({
      grid: frame(),
      legend,
      xAxis: {
        type: "category" as const,
        data: starts.map(String),
        axisTick: { show: false },
        axisLine: { lineStyle: { color: ink("grey") } },
        axisLabel: { color: ink("muted"), hideOverlap: true },
      },
      yAxis: valueAxis({ whole: true }),
      series: [
        { type: "bar" as const, stack: "agents", name: "sellers", color: ink("blue"), data: counts((role) => role !== "buyer") },
        { type: "bar" as const, stack: "agents", name: "buyers", color: ink("amber"), data: counts((role) => role === "buyer") },
      ],
    }),
  };
}

/** What completed orders cost against what they were worth; null where no population knows values. */
export function valuePlot(orders: readonly OrderRecord[]): Plot | null {
  const known = orders
    .filter(isCompleted)
    .flatMap(({ priceOcmc, valueOcmc }) => (valueOcmc === null ? [] : [[priceOcmc, valueOcmc] as const]));
  if (known.length === 0) return null;
  const every = Math.ceil(known.length / dotsAtMost);
  const shown = known.filter((_, index) => index % every === 0);
  const high = Math.max(...shown.map(([price]) => price));
  return {
    id: "value",
    title: "Price and value",
    note: `A dot is a completed order${every > 1 ? ` (every ${every}th)` : ""}; above the line it was worth more to the buyer than it cost.`,
    wide: false,
    option: () => ({
      grid: frame({ top: 20, right: 24 }),
      xAxis: { ...valueAxis({ min: 0 }), name: "price, OCMC", nameLocation: "middle", nameGap: 6, splitLine: { show: false } },
      yAxis: {
        ...valueAxis({ min: 0 }),
        name: "value, OCMC",
        nameLocation: "end",
        nameGap: 8,
        nameTextStyle: { align: "left", color: ink("muted") },
      },
      series: [
        {
          type: "line" as const,
          symbol: "none",
          lineStyle: { color: ink("grey"), width: 1, type: "dashed" as const },
          data: [
            [0, 0],
            [high, high],
          ],
        },
        {
          type: "scatter" as const,
          symbolSize: 5,
          itemStyle: { color: ink("blue"), opacity: 0.45 },
          data: shown.map((pair) => [...pair]),
        },
      ],
    }),
  };
}

/** How many reviews of one to five stars; null without reviews. */
export function ratingsPlot(orders: readonly OrderRecord[]): Plot | null {
  const ratings = orders.flatMap(({ rating }) => rating ?? []);
  if (ratings.length === 0) return null;
  const stars = [5, 4, 3, 2, 1];
  return {
    id: "ratings",
    title: "Reviews",
    note: "Reviews by stars.",
    wide: false,
    option: (narrow) => ({
      grid: frame({ top: 8, right: 48 }),
      xAxis: { ...valueAxis(), axisLabel: { show: false }, splitLine: { show: false } },
      yAxis: nameAxis(
        stars.map((count) => `${"★".repeat(count)}`),
        narrow,
      ),
      series: [
        {
          type: "bar" as const,
          color: ink("amber"),
          barMaxWidth: 22,
          label: { show: true, position: "right" as const, color: ink("ink") },
          data: stars.map((count) => ratings.filter((rating) => Math.round(rating) === count).length),
        },
      ],
    }),
  };
}
