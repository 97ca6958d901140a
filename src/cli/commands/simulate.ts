import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isoTime } from "../../base/clock.ts";
import type { SimulationRecord } from "../../sim/record.ts";
import { joinScenario } from "../../sim/scenario/join.ts";
import { loadScenario, type Scenario } from "../../sim/scenario/scenario.ts";
import { simulate as play } from "../../sim/simulate.ts";
import type { CliContext } from "../cli-context.ts";
import { exitCodes } from "../exit-code.ts";
import { duration, table } from "../terminal.ts";

export interface SimulateCommandOptions {
  readonly seed?: number;
  readonly agent?: readonly string[];
  readonly against?: readonly string[];
  readonly json: boolean;
}

/** Plays a scenario and tells what became of it. Exit 1 when an invariant was violated. Rejects with `scenario_invalid`. */
export async function simulate(name: string, options: SimulateCommandOptions, { terminal, stop }: CliContext): Promise<number> {
  const against = (options.against ?? []).map((file) => loadScenario(scenarioFile(file)));
  const scenario: Scenario = joinScenario(loadScenario(scenarioFile(name)), { agents: options.agent ?? [], against });
  const record = await play(scenario, { ...(options.seed !== undefined && { seed: options.seed }), signal: stop });
  if (options.json) terminal.json(record);
  else terminal.print(summaryOf(record, terminal));
  for (const { atMs, invariant, what } of record.violations) {
    terminal.tell(`${terminal.colors.red("violated")} ${invariant}, at ${isoTime(atMs)}: ${what}`);
    terminal.tell(
      `again: ${[`upclaws simulate ${name} --seed ${record.seed}`, ...given("agent", options.agent), ...given("against", options.against)].join(" ")}`,
    );
  }
  return record.violations.length === 0 ? exitCodes.done : exitCodes.failed;
}

/** A file, or else a shipped scenario of that name. */
function scenarioFile(name: string): string {
  if (existsSync(name)) return name;
  const shipped = fileURLToPath(new URL(`../../../templates/scenarios/${name}.yaml`, import.meta.url));
  return /^[\w-]+$/.test(name) && existsSync(shipped) ? shipped : name;
}

const given = (option: string, values: readonly string[] = []) => values.map((value) => `--${option} ${value}`);

function summaryOf(record: SimulationRecord, terminal: CliContext["terminal"]): string {
  const counts = new Map<string, number>();
  for (const { status } of record.orders) counts.set(status, (counts.get(status) ?? 0) + 1);
  const { scenario, seed, startMs, endMs, crashes, eventLog, cost } = record;
  const rows = [
    ["scenario", `${scenario.name}, seed ${seed}`],
    ["virtual time", duration(endMs - startMs)],
    ["orders", `${record.orders.length}: ${[...counts].map(([status, count]) => `${count} ${status}`).join(", ")}`],
    ["crashes", crashes.length],
    ["event log", `${eventLog.count} lines, SHA-256 ${eventLog.hash.slice(0, 16)}…`],
    ["took", `${duration(cost.wallMs)}, ${Math.round(cost.peakRssBytes / 2 ** 20)} MB`],
  ];
  return table(terminal, ["", ""], rows);
}
