import { errorCode } from "../../base/errors.ts";
import { keepYoungHeapSmall, leaveWasmAsItIs } from "../../base/lean-process.ts";
import { Watchdog } from "../../base/watchdog/watchdog.ts";
import type { Config } from "../../config/config.ts";
import { readStatuses } from "../../daemon/agent-status.ts";
import { Daemon } from "../../daemon/daemon.ts";
import { watchRuns } from "../../daemon/watch-runs.ts";
import type { CliContext } from "../cli-context.ts";
import { credentialsOf, readConfig } from "../data-view.ts";
import { exitCodes } from "../exit-code.ts";
import { untilStopped } from "../listening.ts";
import { type Log, openLog } from "../log-output.ts";

export interface RunOptions {
  readonly config: string;
  readonly once: boolean;
  readonly agent?: readonly string[];
  readonly deadline?: number;
  readonly ifRunning?: "skip";
}

/** `upclaws run`: until SIGTERM or SIGINT, or with `--once` one tick. */
export async function run(options: RunOptions, cli: CliContext): Promise<number> {
  if (!options.once) keepYoungHeapSmall();
  const config = readConfig(options, cli);
  const log = await openLog(cli, config.logLevel);
  const { logger, redactor } = log;
  let daemon: Daemon;
  try {
    daemon = new Daemon({
      config,
      credentials: credentialsOf(config, cli),
      clock: cli.clock,
      random: cli.random,
      logger,
      redactor,
      onFatal: cli.fatal,
      ...(options.agent && { only: options.agent }),
    });
  } catch (error) {
    if (options.ifRunning === "skip" && errorCode(error) === "data_directory_owned") {
      cli.terminal.tell("another instance is running; skipped");
      return exitCodes.done;
    }
    throw error;
  }
  await log.keepIn(config.dataDir);
  // A promise that an author forgot must not end the daemon for every other agent.
  const onForgotten = (reason: unknown) => logger.error({ err: reason }, "a promise was rejected and nobody awaited it");
  process.on("unhandledRejection", onForgotten);
  const watchdog = openWatchdog(config, logger);
  const unwatch = watchRuns({ watchdog, engine: daemon.engine, redactor });
  try {
    return options.once ? await tick(daemon, options, cli) : await serve(daemon, cli, logger);
  } finally {
    unwatch();
    await watchdog.stop();
    process.off("unhandledRejection", onForgotten);
  }
}

/** More runs at a time than this are not all named: a blocked one among so many is not found by its name anyway. */
const mostNamed = 256;

function openWatchdog({ daemon, logLevel }: Config, logger: Log["logger"]): Watchdog {
  return new Watchdog({
    ...daemon.watchdog,
    level: logLevel,
    places: Math.min(daemon.concurrency, mostNamed),
    onGone: (error) => logger.error({ err: error }, "the watchdog is gone: nobody notices a blocked event loop"),
  });
}

async function serve(daemon: Daemon, cli: CliContext, logger: Log["logger"]): Promise<number> {
  // Also while it starts: a platform that accepts connections and never answers would hold it up for minutes.
  const forward = () => daemon.interrupt(cli.stop.reason);
  cli.stop.addEventListener("abort", forward, { once: true });
  const improveWasm = leaveWasmAsItIs();
  try {
    await daemon.start();
    improveWasm();
    logger.info({ agents: [...daemon.agents.keys()], pid: process.pid, http: daemon.httpUrl }, "running");
    await untilStopped(cli.stop);
    logger.info({ reason: String(cli.stop.reason?.message) }, "stopping");
  } finally {
    cli.stop.removeEventListener("abort", forward);
    const left = await daemon.stop({ offline: true });
    logger.info({ unfinishedRuns: left }, "stopped");
  }
  return exitCodes.done;
}

async function tick(daemon: Daemon, options: RunOptions, cli: CliContext): Promise<number> {
  const forward = () => daemon.interrupt(cli.stop.reason);
  cli.stop.addEventListener("abort", forward, { once: true });
  try {
    const report = await daemon.once(options.deadline);
    if (report.failedAgents.length > 0) {
      for (const name of report.failedAgents) cli.terminal.tell(`not served: ${name}: ${reasonOf(name, daemon)}`);
      return exitCodes.failed;
    }
    if (report.deadLetters > 0) {
      cli.terminal.tell(`dead letters: ${report.deadLetters} (upclaws dead-letters list)`);
      return exitCodes.deadLetters;
    }
    return exitCodes.done;
  } finally {
    cli.stop.removeEventListener("abort", forward);
    await daemon.stop({ offline: false });
  }
}

function reasonOf(agent: string, { engine }: Daemon): string {
  return readStatuses(engine).get(agent)?.reason ?? "its platform could not be read; see the log";
}
