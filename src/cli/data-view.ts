import { join } from "node:path";
import { isUpclawsError } from "../base/errors.ts";
import { uuid } from "../base/ids.ts";
import type { Json } from "../base/json.ts";
import { silentLogger } from "../base/logger.ts";
import type { Config } from "../config/config.ts";
import { Credentials } from "../config/credentials.ts";
import { loadConfig } from "../config/load-config.ts";
import { carryOut } from "../daemon/commands.ts";
import { RunQueries } from "../engine/run-queries.ts";
import { SqliteEngine } from "../engine/sqlite-engine.ts";
import { type DataDirectoryView, openDataDirectory, openDataDirectoryReadOnly } from "../store/data-directory.ts";
import { directoryFailure } from "../store/directory-failure.ts";
import type { CliContext } from "./cli-context.ts";
import { takeUpEnvironmentFile } from "./environment-file.ts";
import { cliError } from "./errors.ts";

export function readConfig(options: { readonly config: string }, cli: CliContext): Config {
  takeUpEnvironmentFile(options.config, cli.env, cli.terminal.tell);
  return loadConfig({ file: options.config, env: cli.env });
}

/** The keys live with the data they belong to. */
export function credentialsOf(config: Config, cli: CliContext): Credentials {
  return new Credentials({ file: join(config.dataDir, "credentials.json"), clock: cli.clock });
}

/** Looks into the data directory, whether the daemon runs or not. Throws `data_directory_missing`, what the disk did, and the configuration's errors. */
export function withQueries<T>(
  options: { readonly config: string },
  cli: CliContext,
  look: (queries: RunQueries, view: DataDirectoryView) => T,
): T {
  const { dataDir } = readConfig(options, cli);
  const view = openDataDirectoryReadOnly({ dir: dataDir, clock: cli.clock });
  try {
    return look(new RunQueries(view.database), view);
  } catch (error) {
    throw directoryFailure(dataDir, error);
  } finally {
    view.close();
  }
}

const answerWithinMs = 10_000;

/** Has the running daemon carry out a command, or does it here when none runs. Rejects with the command's own error. */
export async function command(name: string, args: Json, options: { readonly config: string }, cli: CliContext): Promise<Json> {
  const { dataDir } = readConfig(options, cli);
  openDataDirectoryReadOnly({ dir: dataDir, clock: cli.clock }).close();
  const answer = (await carryOutHere(dataDir, name, args, cli)) ?? (await askOwner(dataDir, name, args, cli));
  if (answer.ok) return answer.value;
  const { code, message } = answer.value as { code: string; message: string };
  throw cliError("usage", `${code}: ${message}`, { command: name });
}

async function carryOutHere(dir: string, name: string, args: Json, { clock, random, fatal }: CliContext) {
  try {
    const directory = openDataDirectory({ dir, clock, onFatal: fatal });
    try {
      const engine = new SqliteEngine({ store: directory, clock, random, logger: silentLogger });
      return await carryOut(engine, { by: uuid(random), name, arguments: args, createdAtMs: clock.now() });
    } finally {
      directory.close();
    }
  } catch (error) {
    if (isUpclawsError(error) && error.code === "data_directory_owned") return undefined;
    throw error;
  }
}

async function askOwner(dir: string, name: string, args: Json, { clock }: CliContext) {
  const view = openDataDirectoryReadOnly({ dir, clock });
  try {
    const id = view.commands.append(name, args);
    for (const untilMs = clock.now() + answerWithinMs; clock.now() < untilMs; await clock.sleep(50)) {
      const answer = view.commands.answerOf(id);
      if (answer) return answer;
    }
    throw cliError("daemon_silent", `The daemon did not answer within ${answerWithinMs} ms; the command stays queued`, {
      command: name,
    });
  } finally {
    view.close();
  }
}
