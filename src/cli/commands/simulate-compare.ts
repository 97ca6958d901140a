import { writeFileSync } from "node:fs";
import { type Comparison, compare } from "../../sim/compare/comparison.ts";
import { readDocument } from "../../sim/compare/document.ts";
import { groupRuns, type RunGroup, toldApart } from "../../sim/compare/run-group.ts";
import type { CliContext } from "../cli-context.ts";
import { cliError } from "../errors.ts";
import { exitCodes } from "../exit-code.ts";
import { comparisonTable } from "../simulate/result-table.ts";

export interface SimulateCompareOptions {
  readonly json: boolean;
  readonly report?: string;
}

/** `upclaws simulate compare`. Says so when the two are not comparable, and is done all the same. */
export async function simulateCompare(
  a: string,
  b: string,
  options: SimulateCompareOptions,
  { terminal }: CliContext,
): Promise<number> {
  const comparison = compare(...labelled(groupOf(a), groupOf(b), a, b));
  if (options.json) terminal.json(documentOf(comparison));
  else terminal.print(comparisonTable(comparison, terminal));
  if (options.report !== undefined) {
    // The chart library takes a second to load.
    const { renderComparison } = await import("../../sim/report/comparison-report.ts");
    writeFileSync(options.report, renderComparison(comparison));
    terminal.tell(`report: ${options.report}`);
  }
  return exitCodes.done;
}

function groupOf(file: string): RunGroup {
  const groups = groupRuns(readDocument(file));
  const [only] = groups;
  if (only && groups.length === 1) return only;
  throw cliError("usage", `${file} holds a sweep of ${groups.length} settings; a comparison takes one setting on each side`, {
    file,
  });
}

/** By what the runs say of themselves; by their files where that is the same. */
function labelled(a: RunGroup, b: RunGroup, fileA: string, fileB: string): readonly [RunGroup, RunGroup] {
  const [first = a, second = b] = toldApart([a, b]);
  if (first.label !== second.label) return [first, second];
  return [
    { ...first, label: `${first.label} (${fileA})` },
    { ...second, label: `${second.label} (${fileB})` },
  ];
}

function documentOf({ a, b, paired, obstacles, differences, figures }: Comparison): object {
  const side = ({ label, set, runs }: RunGroup) => ({ label, set, seeds: runs.map(({ record }) => record.seed) });
  return {
    comparable: obstacles.length === 0,
    obstacles,
    differences,
    paired,
    a: side(a),
    b: side(b),
    figures: Object.fromEntries(figures.map(({ figure, ...rest }) => [figure.key, rest])),
  };
}
