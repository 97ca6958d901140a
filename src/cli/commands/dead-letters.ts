import { isoTime } from "../../base/clock.ts";
import type { CliContext } from "../cli-context.ts";
import { command, withQueries } from "../data-view.ts";
import { exitCodes } from "../exit-code.ts";
import { ago } from "../readable-figures.ts";
import { runLines } from "../run-lines.ts";
import { findRun, runNumber } from "../run-reference.ts";
import { table } from "../table.ts";

interface Options {
  readonly config: string;
  readonly json: boolean;
}

/** `upclaws dead-letters list`. */
export function listDeadLetters(options: Options, cli: CliContext): number {
  const { terminal, clock } = cli;
  const dead = withQueries(options, cli, (queries) => queries.list({ status: ["dead"], limit: 10_000 }));
  if (options.json) {
    terminal.json({ deadLetters: dead.map((run) => ({ ...run, createdAt: isoTime(run.createdAtMs) })) });
    return exitCodes.done;
  }
  if (dead.length === 0) {
    terminal.print("no dead letters");
    return exitCodes.done;
  }
  const rows = dead.map((run) => [
    runNumber(run),
    run.agent,
    run.kind,
    ago(run.endedAtMs ?? run.createdAtMs, clock.now()),
    run.code ?? run.reason ?? "",
  ]);
  terminal.print(table(terminal, ["run", "agent", "event", "ended", "why"], rows));
  terminal.tell('"upclaws dead-letters show RUN" tells more; then retry or drop it');
  return exitCodes.done;
}

/** `upclaws dead-letters show RUN`. */
export function showDeadLetter(reference: string, options: Options, cli: CliContext): number {
  const { terminal } = cli;
  const { run, steps } = withQueries(options, cli, (queries) => {
    const run = findRun(queries, reference);
    return { run, steps: queries.steps(run.id) };
  });
  if (options.json) terminal.json({ run, steps });
  else terminal.print(runLines(run, steps, terminal));
  return exitCodes.done;
}

/** `upclaws dead-letters retry RUN`. */
export async function retryDeadLetter(
  reference: string,
  options: Options & { readonly fresh: boolean },
  cli: CliContext,
): Promise<number> {
  const id = idOf(reference, options, cli);
  await command("dead-letters.retry", { id, fresh: options.fresh }, options, cli);
  tell(options, cli, "queued", id);
  return exitCodes.done;
}

/** `upclaws dead-letters drop RUN`. */
export async function dropDeadLetter(reference: string, options: Options, cli: CliContext): Promise<number> {
  const id = idOf(reference, options, cli);
  await command("dead-letters.drop", { id }, options, cli);
  tell(options, cli, "dropped", id);
  return exitCodes.done;
}

function idOf(reference: string, options: Options, cli: CliContext): string {
  return withQueries(options, cli, (queries) => findRun(queries, reference).id);
}

function tell(options: Options, { terminal }: CliContext, event: string, id: string): void {
  if (options.json) terminal.json({ event, run: id });
  else terminal.print(`${event}: ${id}`);
}
