import { shortPaths, valueText, varyingPaths } from "../../sim/batch/setting.ts";
import type { ComparedFigure, Comparison } from "../../sim/compare/comparison.ts";
import { intervalsOf, type RunGroup } from "../../sim/compare/run-group.ts";
import { figures } from "../../sim/metrics/figure.ts";
import { figureText, lapseText } from "../../sim/metrics/figure-text.ts";
import { differenceText, intervalText } from "../../sim/metrics/interval-text.ts";
import { measure } from "../../sim/metrics/metrics.ts";
import type { SimulationRecord } from "../../sim/record.ts";
import { table } from "../table.ts";
import type { Terminal } from "../terminal.ts";

/** With more settings than these, a line is a setting and not a figure: 80 columns hold no more. */
const columnsAtMost = 3;
/** What a sweep's line shows; the rest is in --json and --report. */
const headline = ["completed", "fillRate", "toDeliverP95Ms", "gmvOcmc", "rating", "limited"];

/** One run: what it was, its figures two by two, and whether it kept its promises. */
export function runSummary(record: SimulationRecord, terminal: Terminal): string {
  const { dim } = terminal.colors;
  const metrics = measure(record);
  const cells = figures.map(({ label, unit, of }) => [label, figureText(of(metrics), unit)] as const);
  const half = Math.ceil(cells.length / 2);
  const rows = cells.slice(0, half).map((left, index) => [...left, "", ...(cells[half + index] ?? ["", ""])]);
  const perSecond = record.orders.length / Math.max(record.cost.wallMs / 1_000, 0.001);
  const speed = `${lapseText(metrics.virtualMs)} in ${lapseText(record.cost.wallMs)}, ${figureText(Math.round(perSecond), "count")} orders/s`;
  return [
    `${record.scenario.name}  ${dim(`seed ${record.seed}, ${record.agents.length} agents, ${speed}`)}`,
    "",
    table(terminal, ["", "", "", "", ""], rows).replace(/^\s*\n/, ""),
    "",
    verdict([record], terminal),
    dim(
      `event log ${record.eventLog.hash.slice(0, 16)}…, ${figureText(record.eventLog.count, "count")} events${record.reproducible ? "" : ", not reproducible"}`,
    ),
  ].join("\n");
}

/** Several runs: means with confidence intervals, a column or a line for each setting. */
export function groupsTable(groups: readonly RunGroup[], terminal: Terminal): string {
  const all = groups.map((group) => ({ group, intervals: intervalsOf(group) }));
  const seeds = groups[0]?.runs.length ?? 0;
  const shown = figures.filter(({ key }) => groups.length <= columnsAtMost || headline.includes(key));
  const cells = all.map(({ intervals }) => shown.map(({ key, unit }) => intervalText(intervals[key] ?? null, unit)));
  const paths = varyingPaths(groups.map(({ set }) => set));
  const drawn =
    groups.length <= columnsAtMost
      ? table(
          terminal,
          ["", ...groups.map(({ label }) => label)],
          shown.map(({ label }, row) => [label, ...cells.map((column) => column[row] ?? "")]),
        )
      : table(
          terminal,
          [...shortPaths(paths), ...shown.map(({ label }) => label)],
          all.map(({ group }, row) => [...paths.map((path) => valueText(group.set[path])), ...(cells[row] ?? [])]),
        );
  const records = groups.flatMap(({ runs }) => runs.map(({ record }) => record));
  const basis = seeds > 1 ? `${seeds} seeds; mean ± half the 95 % confidence interval (Student's t)` : "one seed, so no interval";
  return [drawn, "", verdict(records, terminal), terminal.colors.dim(basis)].join("\n");
}

/** Two settings against each other. */
export function comparisonTable(
  { a, b, paired, obstacles, differences, figures: compared }: Comparison,
  terminal: Terminal,
): string {
  const { bold, dim, red } = terminal.colors;
  const row = ({ figure: { label, unit }, a: left, b: right, difference, clear }: ComparedFigure) => {
    const text = differenceText(difference, unit);
    return [label, intervalText(left, unit), intervalText(right, unit), clear ? bold(text) : text];
  };
  const single = Math.min(a.runs.length, b.runs.length) < 2;
  const basis = single
    ? "single runs: another seed might change as much (play several with --seeds)"
    : `bold: the 95 % interval of the difference leaves out 0; ${paired ? "taken seed by seed" : "the sides count as independent"}`;
  return [
    `A  ${a.label}`,
    `B  ${b.label}`,
    ...obstacles.map((why) => red(`not comparable: ${why}`)),
    ...differences.map((what) => dim(what)),
    "",
    table(terminal, ["", "A", "B", "B − A"], compared.map(row)),
    "",
    dim(basis),
  ].join("\n");
}

const violationsShown = 5;

function verdict(records: readonly SimulationRecord[], { colors }: Terminal): string {
  const broken = records.flatMap(({ seed, violations }) => violations.map((violation) => ({ seed, ...violation })));
  const crashes = records.reduce((sum, record) => sum + record.crashes.length, 0);
  const through = crashes === 0 ? "" : ` through ${figureText(crashes, "count")} crashes`;
  if (broken.length === 0) return colors.green(`every invariant held${through}`);
  const lines = broken.slice(0, violationsShown).map(({ seed, invariant, what }) => `  seed ${seed}  ${invariant}: ${what}`);
  return [colors.red(`${broken.length} times an invariant was broken`), ...lines].join("\n");
}
