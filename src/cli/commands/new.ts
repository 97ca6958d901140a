import type { CliContext } from "../cli-context.ts";
import { cliError } from "../errors.ts";
import { exitCodes } from "../exit-code.ts";
import { isInteractive } from "../interactive.ts";
import { addAgent } from "../scaffold/add-agent.ts";

export interface NewOptions {
  readonly config: string;
  readonly template?: string;
  readonly json: boolean;
}

/** `upclaws new NAME`: an agent to begin with. Overwrites nothing. */
export async function newAgent(given: string | undefined, options: NewOptions, { terminal }: CliContext): Promise<number> {
  const asks = isInteractive(terminal) && !options.json;
  const questions = asks && (given === undefined || options.template === undefined) ? await import("../scaffold/ask.ts") : null;
  const template = options.template ?? (await questions?.askTemplate()) ?? "seller-llm";
  const name = given ?? (await questions?.askName(template));
  if (name === undefined) throw cliError("usage", "Which name? upclaws new NAME", {});
  const files = addAgent({ name, template, config: options.config });
  if (options.json) terminal.json({ event: "created", agent: name, template, files, config: options.config });
  else {
    const { bold, dim } = terminal.colors;
    terminal.print(`${bold(name)} from ${template}, entered into ${options.config}:`);
    for (const file of files) terminal.print(dim(`  ${file}`));
    terminal.print("Next: npx upclaws dev");
  }
  return exitCodes.done;
}
