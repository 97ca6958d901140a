import type { CliContext } from "../cli-context.ts";
import { command } from "../data-view.ts";
import { exitCodes } from "../exit-code.ts";

interface Options {
  readonly config: string;
  readonly json: boolean;
}

/** `upclaws pause [AGENT]`: no new work; what was begun is finished. */
export async function pause(agent: string | undefined, options: Options, cli: CliContext): Promise<number> {
  return await steer("pause", agent, options, cli);
}

/** `upclaws resume [AGENT]`. */
export async function resume(agent: string | undefined, options: Options, cli: CliContext): Promise<number> {
  return await steer("resume", agent, options, cli);
}

async function steer(verb: "pause" | "resume", agent: string | undefined, options: Options, cli: CliContext): Promise<number> {
  await command(verb, agent === undefined ? {} : { agent }, options, cli);
  const event = `${verb}d`;
  if (options.json) cli.terminal.json({ event, agent: agent ?? null });
  else cli.terminal.print(`${event}: ${agent ?? "all agents"}`);
  return exitCodes.done;
}
