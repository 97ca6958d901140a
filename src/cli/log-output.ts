import { destination, multistream } from "pino";
import { createLogger, type Logger, type LogLevel } from "../base/logger.ts";
import { Redactor } from "../base/redact.ts";
import type { CliContext } from "./cli-context.ts";
import { openLogFile } from "./log-files.ts";

export interface Log {
  readonly logger: Logger;
  readonly redactor: Redactor;
  /** From now on lines also go into the data directory, for `upclaws logs`. Only its owner may do that. */
  keepIn(dataDir: string): Promise<void>;
}

/** Logs go to stderr: JSON lines, or readable ones in a terminal. Everything passes through the redactor, which learns keys as they appear. */
export async function openLog(cli: CliContext, level: LogLevel): Promise<Log> {
  const redactor = new Redactor();
  const lines = logLines(2);
  const stream = process.stderr.isTTY ? await readable(lines, cli) : lines;
  // The level is the logger's; a stream of its own would drop what is below "info".
  const streams = multistream([{ level: "debug", stream }]);
  return {
    redactor,
    logger: createLogger({ level, clock: cli.clock, redactor, destination: streams }),
    keepIn: async (dataDir) => {
      streams.add({ level: "debug", stream: await openLogFile(dataDir) });
    },
  };
}

const longestBacklog = 1_048_576;

/** Where a line cannot be written (the disk is full, the terminal gone) it is lost: whoever logs must not fail by it, nor the backlog grow. */
export function logLines(fd: number): ReturnType<typeof destination> {
  const lines = destination({ fd, sync: true, maxLength: longestBacklog });
  lines.on("error", () => {});
  return lines;
}

/** Loaded only where somebody reads along: it costs start-up time and memory. */
async function readable(lines: ReturnType<typeof destination>, cli: CliContext) {
  const { build } = await import("pino-pretty");
  return build({ destination: lines, ...readableStyle(cli.terminal.colors.isColorSupported) });
}

/** One line an entry: time, level, agent, sentence, and the fields behind it. */
export function readableStyle(colorize: boolean) {
  return { colorize, ignore: "agent,run,event,order,pid", messageFormat: "{if agent}{agent} {end}{msg}", singleLine: true };
}
