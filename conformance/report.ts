import { styleText } from "node:util";
import type { Check } from "./check.ts";
import { rowTitles } from "./rows.ts";
import type { Verdict } from "./run.ts";

export interface Outcome {
  readonly check: Check;
  readonly verdict: Verdict;
}

export interface Totals {
  readonly pass: number;
  readonly fail: number;
  readonly skip: number;
}

/** One line for a row, and below it what failed. A row passes when something passed and nothing failed. */
export function rowLines(row: number, outcomes: readonly Outcome[]): readonly string[] {
  const { pass, fail } = totals(outcomes);
  const result = fail > 0 ? styleText("red", "FAIL") : pass > 0 ? styleText("green", "pass") : styleText("yellow", "skip");
  const reasons = outcomes.flatMap(({ verdict }) => (verdict.result === "skip" ? [verdict.reason] : []));
  const held = pass + fail === 0 ? [] : [`${pass} of ${pass + fail} hold`];
  const skipped = reasons.length === 0 ? [] : [`${reasons.length} skipped: ${[...new Set(reasons)].join(", ")}`];
  const detail = outcomes.length === 0 ? "nothing to see from outside" : [...held, ...skipped].join(", ");
  const failures = outcomes.flatMap(({ check, verdict }) =>
    verdict.result === "fail" ? [`        ${check.title}`, ...indented(verdict.reason)] : [],
  );
  return [`${result}  row ${String(row).padStart(2)}  ${rowTitles[row] ?? ""} (${detail})`, ...failures];
}

export function totals(outcomes: readonly Outcome[]): Totals {
  const count = (result: Verdict["result"]) => outcomes.filter(({ verdict }) => verdict.result === result).length;
  return { pass: count("pass"), fail: count("fail"), skip: count("skip") };
}

function indented(text: string): readonly string[] {
  return text
    .split("\n")
    .slice(0, 12)
    .map((line) => `          ${line}`);
}
