import type { CliContext } from "../cli-context.ts";
import { readConfig } from "../data-view.ts";
import { exitCodes } from "../exit-code.ts";
import { LogReader } from "../log-lines.ts";
import { readableStyle } from "../log-output.ts";

export interface LogsOptions {
  readonly config: string;
  readonly json: boolean;
  readonly follow: boolean;
  readonly lines: number;
  readonly agent?: string;
  readonly level?: string;
}

const levels = ["debug", "info", "warn", "error"];
const lookEveryMs = 250;

/** `upclaws logs`: what the daemon logged, whether it runs or not; with `--follow` until it is stopped. */
export async function logs(options: LogsOptions, cli: CliContext): Promise<number> {
  const { terminal, clock, stop } = cli;
  const { dataDir } = readConfig(options, cli);
  const print = options.json ? (entry: object) => terminal.json(entry) : await readablePrinter(cli);
  const reader = new LogReader(dataDir);
  const latest: object[] = [];
  for (const entry of wanted(reader.read(), options)) {
    latest.push(entry);
    if (latest.length > options.lines) latest.shift();
  }
  latest.forEach(print);
  if (latest.length === 0 && !options.follow) terminal.tell(`nothing logged in ${dataDir} yet: "upclaws run" writes there`);
  while (options.follow && !stop.aborted) {
    await clock.sleep(lookEveryMs, stop).catch(() => undefined);
    for (const entry of wanted(reader.read(), options)) print(entry);
  }
  return exitCodes.done;
}

function* wanted(lines: Iterable<string>, { agent, level = "debug" }: LogsOptions): Generator<object> {
  for (const line of lines) {
    const entry = parsed(line);
    if (!entry) continue;
    const loud = levels.indexOf(String(entry.level)) >= levels.indexOf(level);
    if (loud && (agent === undefined || entry.agent === agent)) yield entry;
  }
}

/** A line that was cut by a crash is none. */
function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

async function readablePrinter({ terminal }: CliContext): Promise<(entry: object) => void> {
  const { prettyFactory } = await import("pino-pretty");
  const pretty = prettyFactory(readableStyle(terminal.colors.isColorSupported));
  return (entry) => terminal.print(pretty(entry).trimEnd());
}
