import { writeFileSync } from "node:fs";
import { errorCode } from "../../base/errors.ts";
import { refuseNetwork } from "../../base/no-network.ts";
import { Redactor } from "../../base/redact.ts";
import type { Config } from "../../config/config.ts";
import { readStatuses } from "../../daemon/agent-status.ts";
import { declareAgents } from "../../daemon/declared-agents.ts";
import { loadDefinition } from "../../daemon/load-definition.ts";
import { type RecordedRun, readRecordedRun } from "../../runtime/replay/recorded-run.ts";
import { offline } from "../../runtime/replay/replay-engine.ts";
import { type Replay, replayRun } from "../../runtime/replay/replay-run.ts";
import { runFile } from "../../runtime/replay/run-file.ts";
import type { CliContext } from "../cli-context.ts";
import { credentialsOf, readConfig, withQueries } from "../data-view.ts";
import { cliError } from "../errors.ts";
import { exitCodes } from "../exit-code.ts";
import { replayJson, replayText } from "../replay-view.ts";
import { findRun } from "../run-reference.ts";

export interface ReplayCommandOptions {
  readonly config: string;
  readonly json: boolean;
  readonly prompts: boolean;
  readonly export?: string;
}

/** For a handler that waits for something no record holds. */
const patienceMs = 30_000;

/** `upclaws replay RUN`. Reads the data directory, also beside a running daemon, and writes nothing but the file of `--export`. */
export async function replay(reference: string, options: ReplayCommandOptions, cli: CliContext): Promise<number> {
  const { terminal, clock } = cli;
  const config = readConfig(options, cli);
  const record = withQueries(options, cli, (queries, { database }) => {
    const run = findRun(queries, reference);
    return readRecordedRun(database, run.id, readStatuses(queries).get(run.agent)?.platformId ?? "");
  });
  if (options.export !== undefined) return exportRun(record, options.export, config, options, cli);
  const undo = refuseNetwork(() => offline("opens a connection"));
  const deadline = clock.deadline(patienceMs);
  try {
    const told = await replayHere(record, config, cli, deadline.signal);
    if (options.json) terminal.json(replayJson(record, told, options));
    else terminal.print(replayText(record, told, options, cli));
    return told.verdict === "different" ? exitCodes.failed : exitCodes.done;
  } finally {
    deadline.cancel();
    undo();
  }
}

async function replayHere(record: RecordedRun, config: Config, cli: CliContext, signal: AbortSignal): Promise<Replay> {
  const { agent: name } = record.run;
  const declared = await declareAgents(config.agents, (use) => loadDefinition(use, config.file), cli.clock);
  const agent = declared.find((one) => one.name === name);
  if (!agent?.ok) {
    const why = agent ? agent.reason : `the configuration has no agent of that name`;
    throw cliError("usage", `The run is of the agent ${name}, which cannot be loaded: ${why}`, { agent: name });
  }
  const { definition, config: entry } = agent;
  const settings: unknown = definition.settings ? definition.settings.parse(entry.with) : {};
  const secrets = [entry.apiKey ?? keyOf(name, config, cli), config.llm?.apiKey].filter((key) => key !== undefined);
  return await replayRun(record, { definition, settings, workerDefaults: entry.worker, secrets, signal });
}

function exportRun(record: RecordedRun, file: string, config: Config, { json }: ReplayCommandOptions, cli: CliContext): number {
  const { terminal } = cli;
  const redactor = new Redactor();
  redactor.add(config.llm?.apiKey);
  redactor.add(keyOf(record.run.agent, config, cli));
  for (const entry of config.agents) if (entry.ok) redactor.add(entry.agent.apiKey);
  try {
    writeFileSync(
      file,
      runFile(record, (text) => redactor.redact(text)),
      { flag: "wx", mode: 0o600 },
    );
  } catch (error) {
    if (errorCode(error) !== "EEXIST" && (error as { code?: unknown }).code !== "EEXIST") throw error;
    throw cliError("usage", `${file} exists already: choose another name, or remove it`, { file });
  }
  if (json) terminal.json({ event: "exported", run: record.run.id, file });
  else terminal.print(`written: ${file}`);
  return exitCodes.done;
}

function keyOf(agent: string, config: Config, cli: CliContext): string | undefined {
  const known = credentialsOf(config, cli).get({ baseUrl: config.platform.baseUrl, agent });
  return known?.state === "registered" ? known.apiKey : undefined;
}
