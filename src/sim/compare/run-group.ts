import type { PlayedRun } from "../batch/played-run.ts";
import { type Setting, settingText, varyingPaths } from "../batch/setting.ts";
import { type Figure, figures } from "../metrics/figure.ts";
import { type Interval, intervalOf } from "../metrics/interval.ts";
import { type Metrics, measure } from "../metrics/metrics.ts";

/** The runs of one setting, which differ by their seeds. */
export interface RunGroup {
  readonly label: string;
  readonly set: Setting;
  readonly runs: readonly PlayedRun[];
  /** Of each run, in the same order. */
  readonly metrics: readonly Metrics[];
}

/** Runs by their setting, in the order in which each first appears. */
export function groupRuns(runs: readonly PlayedRun[]): readonly RunGroup[] {
  const bySetting = Map.groupBy(runs, ({ set }) => JSON.stringify(set));
  const groups = [...bySetting.values()].map((members) => {
    const set = members[0]?.set ?? {};
    const label = settingText(set) || scenarioName(members);
    return { label, set, runs: members, metrics: members.map(({ record }) => measure(record)) };
  });
  return groups.length === 1 ? groups : toldApart(groups);
}

/** The same groups, each called by what the others do not have too. */
export function toldApart(groups: readonly RunGroup[]): readonly RunGroup[] {
  const paths = varyingPaths(groups.map(({ set }) => set));
  return groups.map((group) => {
    const own = paths.flatMap((path) => (Object.hasOwn(group.set, path) ? [[path, group.set[path]]] : []));
    return { ...group, label: settingText(Object.fromEntries(own) as Setting) || scenarioName(group.runs) };
  });
}

function scenarioName([first]: readonly PlayedRun[]): string {
  return first?.record.scenario.name ?? "";
}

/** What a figure is in each run that has it. */
export function valuesOf({ metrics }: RunGroup, { of }: Figure): readonly number[] {
  return metrics.map(of).filter((value) => value !== null);
}

/** Mean and confidence interval over the seeds, by the figures' keys. */
export function intervalsOf(group: RunGroup): Readonly<Record<string, Interval | null>> {
  return Object.fromEntries(figures.map((figure) => [figure.key, intervalOf(valuesOf(group, figure))]));
}
