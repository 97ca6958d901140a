import { isoTime } from "../../base/clock.ts";
import type { Run, RunStatus } from "../../engine/run.ts";
import type { CliContext } from "../cli-context.ts";
import { withQueries } from "../data-view.ts";
import { exitCodes } from "../exit-code.ts";
import { ago } from "../readable-figures.ts";
import { runLines } from "../run-lines.ts";
import { findRun, runNumber } from "../run-reference.ts";
import { table } from "../table.ts";

interface Options {
  readonly config: string;
  readonly json: boolean;
}

export interface RunsFilter {
  readonly agent?: string;
  readonly status?: readonly RunStatus[];
  readonly limit: number;
}

/** `upclaws runs list`. */
export function listRuns(options: Options & RunsFilter, cli: CliContext): number {
  const { terminal, clock } = cli;
  const { agent, status, limit } = options;
  const found = withQueries(options, cli, (queries) =>
    queries.list({ ...(agent !== undefined && { agent }), ...(status && { status }), limit }),
  ).toReversed();
  if (options.json) {
    terminal.json({ runs: found.map(runJson) });
    return exitCodes.done;
  }
  if (found.length === 0) {
    terminal.print("no such runs");
    return exitCodes.done;
  }
  const rows = found.map((run) => [
    runNumber(run),
    run.agent,
    run.kind,
    coloured(run.status),
    ago(run.endedAtMs ?? run.createdAtMs, clock.now()),
    run.code ?? run.reason ?? "",
  ]);
  terminal.print(table(terminal, ["run", "agent", "event", "status", "last", "why"], rows));
  return exitCodes.done;

  function coloured(text: RunStatus): string {
    const { green, red, yellow } = terminal.colors;
    if (text === "done") return green(text);
    return text === "dead" ? red(text) : text === "queued" || text === "running" ? text : yellow(text);
  }
}

/** `upclaws runs show RUN`. */
export function showRun(reference: string, options: Options, cli: CliContext): number {
  const { terminal } = cli;
  const { run, steps } = withQueries(options, cli, (queries) => {
    const run = findRun(queries, reference);
    return { run, steps: queries.steps(run.id) };
  });
  if (options.json) terminal.json({ run: runJson(run), steps });
  else terminal.print(runLines(run, steps, terminal));
  return exitCodes.done;
}

function runJson(run: Run): object {
  const { createdAtMs, endedAtMs, availableAtMs } = run;
  const ended = endedAtMs === null ? null : isoTime(endedAtMs);
  return { ...run, createdAt: isoTime(createdAtMs), availableAt: isoTime(availableAtMs), endedAt: ended };
}
