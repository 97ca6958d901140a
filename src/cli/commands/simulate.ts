import { readFileSync, writeFileSync } from "node:fs";
import { isoTime } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import { beginThreadsWithGrownHeap, keepYoungHeapSmall } from "../../base/lean-process.ts";
import { RealClock } from "../../base/real-clock.ts";
import { limitedModel } from "../../llm/limited-model.ts";
import { type PlannedRun, planRuns, scenarioOf } from "../../sim/batch/plan.ts";
import { playRuns } from "../../sim/batch/play-runs.ts";
import type { PlayedRun } from "../../sim/batch/played-run.ts";
import { parseSweep } from "../../sim/batch/setting.ts";
import { documentOf } from "../../sim/compare/document.ts";
import { groupRuns } from "../../sim/compare/run-group.ts";
import { LineFile } from "../../sim/raw/line-file.ts";
import { writeOrdersCsv } from "../../sim/raw/orders-csv.ts";
import { scenarioFile, shippedScenarios } from "../../sim/scenario/shipped.ts";
import type { Models } from "../../sim/world/models.ts";
import type { CliContext } from "../cli-context.ts";
import { readConfig } from "../data-view.ts";
import { cliError } from "../errors.ts";
import { exitCodes } from "../exit-code.ts";
import { type Progress, showProgress } from "../simulate/progress.ts";
import { checkResultFile } from "../simulate/result-file.ts";
import { groupsTable, runSummary } from "../simulate/result-table.ts";
import { table } from "../table.ts";

export interface SimulateOptions {
  readonly json: boolean;
  readonly list: boolean;
  readonly seed?: number;
  readonly seeds?: readonly number[];
  /** Each `path=a,b,c`. */
  readonly set: readonly string[];
  readonly agent?: readonly string[];
  readonly against?: readonly string[];
  readonly model: "scripted" | "real";
  readonly config: string;
  readonly threads?: number;
  readonly report?: string;
  readonly orders?: string;
  readonly events?: string;
}

/** For one model call, reply included. */
const modelTimeoutMs = 120_000;

/** `upclaws simulate`. Fails when an invariant was broken. */
export async function simulateVerb(scenario: string | undefined, options: SimulateOptions, cli: CliContext): Promise<number> {
  if (options.list) return listScenarios(options, cli);
  const plan = planOf(scenario, options);
  for (const option of ["report", "orders", "events"] as const) checkResultFile(`--${option}`, options[option]);
  const progress = showProgress(plan.length, cli);
  const runs = await play(plan, options, progress, cli).finally(() => progress.end());
  if (options.json) cli.terminal.json(documentOf(runs));
  else show(runs, cli);
  await writeFiles(runs, options, cli);
  if (scenario !== undefined) tellViolations(scenario, runs, options, cli);
  return runs.some(({ record }) => record.violations.length > 0) ? exitCodes.failed : exitCodes.done;
}

function planOf(scenario: string | undefined, options: SimulateOptions): readonly PlannedRun[] {
  if (scenario === undefined) throw cliError("usage", "simulate: which scenario? --list shows those that come with the package");
  if (options.seed !== undefined && options.seeds) throw cliError("usage", "--seed and --seeds exclude each other");
  const file = scenarioFile(scenario);
  const seeds = options.seeds ?? (options.seed === undefined ? undefined : [options.seed]);
  const plan = planRuns({
    source: sourceOf(file),
    file,
    ...(seeds ? { seeds } : {}),
    sweeps: options.set.map(parseSweep),
    agents: options.agent ?? [],
    against: (options.against ?? []).map(scenarioFile),
  });
  if (options.events !== undefined && plan.length > 1)
    throw cliError("usage", `--events is the log of a single run, and ${plan.length} are asked for`, { runs: plan.length });
  return plan;
}

function sourceOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw cliError("usage", `The scenario cannot be read: ${messageOf(error)}; --list shows those that come with the package`, {
      file,
    });
  }
}

async function play(plan: readonly PlannedRun[], options: SimulateOptions, progress: Progress, cli: CliContext) {
  const { stop: signal } = cli;
  keepYoungHeapSmall();
  beginThreadsWithGrownHeap();
  const models = options.model === "real" ? await configuredModels(options, cli) : undefined;
  // An endpoint is the bottleneck whoever waits for it, and the connection to it does not go to another thread.
  if (models) {
    const runs: PlayedRun[] = [];
    for (const [index, run] of plan.entries()) runs.push(await playHere(run, options, { progress, index, models, signal }));
    return runs;
  }
  const threads = options.threads === undefined ? {} : { threads: options.threads };
  return playRuns(plan, { ...threads, events: options.events, signal, onProgress: progress.tell });
}

interface Here {
  readonly progress: Progress;
  /** Of the run, among all. */
  readonly index: number;
  readonly models: Models;
  readonly signal: AbortSignal;
}

async function playHere(run: PlannedRun, options: SimulateOptions, { progress, index, models, signal }: Here) {
  const { simulate } = await import("../../sim/simulate.ts");
  const events = options.events === undefined ? undefined : new LineFile(options.events);
  try {
    const record = await simulate(scenarioOf(run), {
      seed: run.seed,
      signal,
      onProgress: (reached) => progress.tell(index, reached),
      models,
      ...(events ? { onEvent: (line) => events.write(line) } : {}),
    });
    return { set: run.set, record };
  } finally {
    events?.close();
  }
}

/** The models of the configuration, asked by real time. All runs together cost no more than a day of the daemon may: their days pass in seconds. */
async function configuredModels(options: SimulateOptions, cli: CliContext): Promise<Models> {
  const { llm, file } = readConfig(options, cli);
  const [first, ...rest] = llm?.models ?? [];
  if (!llm || first === undefined) throw cliError("usage", `--model real: ${file} has no llm`, { file });
  const { createOpenAiModel } = await import("../../llm/openai-model.ts");
  const { baseUrl, apiKey = "none", prices, budget } = llm;
  const endpoint = createOpenAiModel({ baseUrl, apiKey, clock: new RealClock(), timeoutMs: modelTimeoutMs });
  const maximumUsd = budget.usdPerDay;
  const model =
    maximumUsd === undefined ? endpoint : limitedModel(endpoint, prices, { name: "llm.budget.usdPerDay", maximumUsd });
  return { model, models: [first, ...rest], prices };
}

function show(runs: readonly PlayedRun[], { terminal }: CliContext): void {
  const [first] = runs;
  if (first && runs.length === 1) terminal.print(runSummary(first.record, terminal));
  else terminal.print(groupsTable(groupRuns(runs), terminal));
}

async function writeFiles(runs: readonly PlayedRun[], { report, orders, events }: SimulateOptions, { terminal }: CliContext) {
  if (orders !== undefined) await writeOrdersCsv(orders, runs);
  // The chart library takes a second to load.
  if (report !== undefined) writeFileSync(report, await reportOf(runs));
  for (const [what, file] of [
    ["report", report],
    ["orders", orders],
    ["events", events],
  ]) {
    if (file !== undefined) terminal.tell(`${what}: ${file}`);
  }
}

async function reportOf(runs: readonly PlayedRun[]): Promise<string> {
  const [first] = runs;
  if (first && runs.length === 1) return (await import("../../sim/report/report.ts")).renderReport(first.record);
  return (await import("../../sim/report/groups-report.ts")).renderGroups(groupRuns(runs));
}

/** Each with the command that leads there again. */
function tellViolations(
  scenario: string,
  runs: readonly PlayedRun[],
  { agent, against }: SimulateOptions,
  { terminal }: CliContext,
): void {
  const given = (option: string, values: readonly string[] = []) => values.map((value) => `--${option} ${value}`);
  for (const { set, record } of runs) {
    for (const { atMs, invariant, what } of record.violations) {
      const settings = Object.entries(set).map(([path, value]) => `--set '${path}=${JSON.stringify(value)}'`);
      const again = [
        "upclaws simulate",
        scenario,
        `--seed ${record.seed}`,
        ...settings,
        ...given("agent", agent),
        ...given("against", against),
      ];
      terminal.tell(`${terminal.colors.red("violated")} ${invariant}, at ${isoTime(atMs)}: ${what}`);
      terminal.tell(`again: ${again.join(" ")}`);
    }
  }
}

function listScenarios({ json }: SimulateOptions, { terminal }: CliContext): number {
  const shipped = shippedScenarios();
  if (json) terminal.json(shipped);
  else
    terminal.print(
      table(
        terminal,
        ["scenario", ""],
        shipped.map(({ name, description }) => [name, description]),
      ),
    );
  return exitCodes.done;
}
