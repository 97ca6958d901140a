import type { GridComponentOption, LegendComponentOption } from "echarts/components";
import { lapseText } from "../../metrics/figure-text.ts";
import { ink } from "../palette.ts";

// The one look of all axes: hairlines for values, a base line for categories and time, muted labels.

const label = { color: ink("muted"), fontSize: 12, hideOverlap: true };

export function frame(options: Partial<GridComponentOption> = {}): GridComponentOption {
  return { left: 8, right: 16, top: 34, bottom: 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel", ...options };
}

export const legend: LegendComponentOption = {
  top: 0,
  left: 0,
  itemWidth: 14,
  itemHeight: 8,
  itemGap: 24,
  icon: "roundRect",
  textStyle: { color: ink("ink"), fontSize: 12 },
};

interface AxisLook {
  readonly formatter?: (value: number) => string;
  readonly min?: number;
  readonly max?: number;
  /** Between two ticks; absent: as it fits. */
  readonly interval?: number;
  /** Only whole numbers as ticks. */
  readonly whole?: boolean;
}

/** For quantities: lines across, from 0 unless told otherwise. */
export function valueAxis({ formatter, min, max, interval, whole = false }: AxisLook = {}) {
  return {
    type: "value" as const,
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(interval === undefined ? {} : { interval }),
    ...(whole ? { minInterval: 1 } : {}),
    splitNumber: 4,
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: ink("rule") } },
    axisLabel: { ...label, ...(formatter ? { formatter } : {}) },
  };
}

/** From nothing to all. */
export function percentAxis() {
  return valueAxis({ min: 0, max: 100, interval: 25, formatter: (value) => `${value} %` });
}

/** For time since the start of the run, in the unit that suits its length. */
export function elapsedAxis(spanMs: number) {
  const { unitMs, name } = elapsedUnit(spanMs);
  return {
    ...valueAxis({ min: 0, max: spanMs / unitMs, formatter: (value) => `${name} ${Math.round(value * 10) / 10}` }),
    splitNumber: 6,
    splitLine: { show: false },
    axisLine: { show: true, lineStyle: { color: ink("grey") } },
    // The end of the run is seldom a round number.
    axisLabel: { ...label, showMaxLabel: false, formatter: (value: number) => `${name} ${Math.round(value * 10) / 10}` },
  };
}

export function elapsedUnit(spanMs: number): { readonly unitMs: number; readonly name: string } {
  if (spanMs > 3 * 86_400_000) return { unitMs: 86_400_000, name: "day" };
  return spanMs > 3 * 3_600_000 ? { unitMs: 3_600_000, name: "h" } : { unitMs: 60_000, name: "min" };
}

const lapseTicksMs = [
  1,
  10,
  100,
  1_000,
  10_000,
  60_000,
  600_000,
  3_600_000,
  6 * 3_600_000,
  86_400_000,
  3 * 86_400_000,
  10 * 86_400_000,
];

/** Where a lapse stands on `lapseAxis`. What took no virtual time stands with the milliseconds. */
export function onLapseAxis(ms: number): number {
  return Math.log10(Math.max(ms, 1));
}

/** A logarithmic axis of durations that shows all of `lapsesMs`, with ticks at durations that people know. */
export function lapseAxis(lapsesMs: readonly number[], narrow: boolean) {
  const low = lapsesMs.reduce((least, ms) => Math.min(least, ms), Number.POSITIVE_INFINITY);
  const high = lapsesMs.reduce((most, ms) => Math.max(most, ms), 1);
  const first = lapseTicksMs.findLast((ms) => ms <= low) ?? 1;
  const last = lapseTicksMs.find((ms) => ms >= high) ?? high;
  const ticks = lapseTicksMs.filter((ms) => ms >= first && ms <= last).filter((_, index) => !narrow || index % 2 === 0);
  const customValues = ticks.map(onLapseAxis);
  return {
    type: "value" as const,
    min: onLapseAxis(first),
    max: onLapseAxis(last),
    axisLine: { show: true, lineStyle: { color: ink("grey") } },
    axisTick: { customValues, lineStyle: { color: ink("grey") } },
    splitLine: { show: false },
    axisLabel: { ...label, customValues, formatter: (value: number) => lapseText(Math.round(10 ** value)).replace(".0 ", " ") },
  };
}

/** For names; long ones are cut short. */
export function nameAxis(names: readonly string[], narrow: boolean) {
  return {
    type: "category" as const,
    data: [...names],
    inverse: true,
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { ...label, color: ink("ink"), width: narrow ? 90 : 150, overflow: "truncate" as const, interval: 0 },
  };
}
