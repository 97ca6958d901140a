import { isoTime } from "../../base/clock.ts";
import type { CliContext } from "../cli-context.ts";
import { command, withQueries } from "../data-view.ts";
import { cliError } from "../errors.ts";
import { exitCodes } from "../exit-code.ts";
import { runLines } from "../run-lines.ts";
import { ago, table } from "../terminal.ts";

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
  const rows = dead.map((run) => [run.id, run.kind, run.code ?? "", ago(run.endedAtMs ?? run.createdAtMs, clock.now())]);
  terminal.print(table(terminal, ["run", "event", "why", "ended"], rows));
  terminal.tell('"upclaws dead-letters show RUN" tells more; then retry or drop it');
  return exitCodes.done;
}

/** `upclaws dead-letters show RUN`. */
export function showDeadLetter(id: string, options: Options, cli: CliContext): number {
  const { terminal } = cli;
  const { run, steps } = withQueries(options, cli, (queries) => ({ run: queries.get(id), steps: queries.steps(id) }));
  if (!run) throw cliError("not_in_directory", `No run ${id} in this data directory`, { run: id });
  if (options.json) terminal.json({ run, steps });
  else terminal.print(runLines(run, steps, terminal));
  return exitCodes.done;
}

/** `upclaws dead-letters retry RUN`. */
export async function retryDeadLetter(
  id: string,
  options: Options & { readonly fresh: boolean },
  cli: CliContext,
): Promise<number> {
  await command("dead-letters.retry", { id, fresh: options.fresh }, options, cli);
  tell(options, cli, "queued", id);
  return exitCodes.done;
}

/** `upclaws dead-letters drop RUN`. */
export async function dropDeadLetter(id: string, options: Options, cli: CliContext): Promise<number> {
  await command("dead-letters.drop", { id }, options, cli);
  tell(options, cli, "dropped", id);
  return exitCodes.done;
}

function tell(options: Options, { terminal }: CliContext, event: string, id: string): void {
  if (options.json) terminal.json({ event, run: id });
  else terminal.print(`${event}: ${id}`);
}
