import { destination } from "pino";
import { build } from "pino-pretty";
import { createLogger, type Logger, type LogLevel } from "../base/logger.ts";
import { Redactor } from "../base/redact.ts";
import type { CliContext } from "./cli-context.ts";

/** Logs go to stderr: JSON lines, or readable ones in a terminal. Everything passes through the redactor, which learns keys as they appear. */
export function openLog(cli: CliContext, level: LogLevel): { readonly logger: Logger; readonly redactor: Redactor } {
  const redactor = new Redactor();
  const lines = destination({ fd: 2, sync: true });
  const stream = process.stderr.isTTY
    ? build({
        destination: lines,
        colorize: cli.terminal.colors.isColorSupported,
        ignore: "agent,run,event,order",
        messageFormat: "{agent} {msg}",
        singleLine: true,
      })
    : lines;
  return { redactor, logger: createLogger({ level, clock: cli.clock, redactor, destination: stream }) };
}
