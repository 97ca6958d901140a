import { pino } from "pino";
import type { Clock } from "./clock.ts";
import { isoTime } from "./clock.ts";
import type { Redactor } from "./redact.ts";

export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

/** Structured logging: fields first, then a short constant sentence. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Logger;
}

/** Takes one line a call. */
export interface LogDestination {
  write(line: string): void;
}

export interface LoggerOptions {
  readonly level: LogLevel;
  readonly clock: Clock;
  /** Every line passes through it before it is written. */
  readonly redactor: Redactor;
  /** Where JSON lines go; a pretty-printing stream in a terminal. */
  readonly destination: LogDestination;
}

export function createLogger(options: LoggerOptions): Logger {
  const { level, clock, redactor, destination } = options;
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${isoTime(clock.now())}"`,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: (line) => redactor.redact(line) },
    },
    destination,
  );
}

/** Drops everything. */
export const silentLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silentLogger,
};
