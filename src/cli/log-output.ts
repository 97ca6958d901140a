import { destination } from "pino";
import { createLogger, type Logger, type LogLevel } from "../base/logger.ts";
import { Redactor } from "../base/redact.ts";
import type { CliContext } from "./cli-context.ts";

export interface Log {
  readonly logger: Logger;
  readonly redactor: Redactor;
}

/** Logs go to stderr: JSON lines, or readable ones in a terminal. Everything passes through the redactor, which learns keys as they appear. */
export async function openLog(cli: CliContext, level: LogLevel): Promise<Log> {
  const redactor = new Redactor();
  const lines = destination({ fd: 2, sync: true });
  const stream = process.stderr.isTTY ? await readable(lines, cli) : lines;
  return { redactor, logger: createLogger({ level, clock: cli.clock, redactor, destination: stream }) };
}

/** Loaded only where somebody reads along: it costs start-up time and memory. */
async function readable(lines: ReturnType<typeof destination>, cli: CliContext) {
  const { build } = await import("pino-pretty");
  return build({
    destination: lines,
    colorize: cli.terminal.colors.isColorSupported,
    ignore: "agent,run,event,order",
    messageFormat: "{agent} {msg}",
    singleLine: true,
  });
}
