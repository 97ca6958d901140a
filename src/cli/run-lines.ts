import { isoTime } from "../base/clock.ts";
import type { StepRecord } from "../engine/records.ts";
import type { Run } from "../engine/run.ts";
import { duration, usd } from "./readable-figures.ts";
import type { Terminal } from "./terminal.ts";

/** A run and its steps, a line each, for people. */
export function runLines(run: Run, steps: readonly StepRecord[], { colors }: Terminal): string {
  const mark = run.status === "done" ? colors.green("✓") : run.status === "dead" ? colors.red("✗") : colors.yellow("•");
  const head = `${mark} ${isoTime(run.createdAtMs)}  ${colors.bold(run.kind)}  ${run.status}${run.attempts > 1 ? `, ${run.attempts} executions` : ""}`;
  const why = run.reason ? [colors.dim(`    ${run.code ? `${run.code}: ` : ""}${run.reason}`)] : [];
  const lines = steps.map((step) => {
    const tookMs = step.endedAtMs === null ? "" : duration(step.endedAtMs - step.startedAtMs);
    const cost = step.costUnit === "usd_nano" ? usd(step.cost) : step.costUnit === "ocmc" ? `${step.cost} OCMC` : "";
    const name = step.occurrence > 1 ? `${step.name} (${step.occurrence})` : step.name;
    return `    ${name.padEnd(28)} ${step.status.padEnd(8)} ${tookMs.padStart(8)}  ${cost}`.trimEnd();
  });
  return [head, colors.dim(`    ${run.id}`), ...why, ...lines].join("\n");
}
