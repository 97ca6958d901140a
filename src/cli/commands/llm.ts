import { readFileSync } from "node:fs";
import { messageOf } from "../../base/errors.ts";
import { builtInScript } from "../../llm/scripted/built-in-script.ts";
import { parseScript } from "../../llm/scripted/parse-script.ts";
import type { Script } from "../../llm/scripted/script.ts";
import { createScriptedServer } from "../../llm/scripted/scripted-server.ts";
import type { CliContext } from "../cli-context.ts";
import { cliError } from "../errors.ts";
import { exitCodes } from "../exit-code.ts";
import { listening, untilStopped } from "../listening.ts";
import { openLog } from "../log-output.ts";

export interface LlmCommandOptions {
  readonly port: number;
  readonly script?: string;
  readonly json: boolean;
}

/** `upclaws llm`: the scripted model server until it is told to stop. With --json the first line is its address. */
export async function llm(options: LlmCommandOptions, cli: CliContext): Promise<number> {
  const script = options.script === undefined ? builtInScript() : readScript(options.script);
  const { logger } = await openLog(cli, "warn");
  const server = createScriptedServer({ clock: cli.clock, logger, script, port: options.port });
  const { url, baseUrl } = await listening(options.port, () => server.start());
  if (options.json) cli.terminal.json({ event: "listening", url, baseUrl });
  else {
    const { bold, dim } = cli.terminal.colors;
    cli.terminal.print(`${bold("Scripted model server")}  ${baseUrl}`);
    cli.terminal.print(
      dim(`script ${options.script ?? "built-in"}, models ${script.models.join(", ")}, any key. Ctrl-C ends it.`),
    );
  }
  await untilStopped(cli.stop);
  await server.close();
  return exitCodes.done;
}

export function readScript(file: string): Script {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw cliError("usage", `--script ${file}: ${messageOf(error)}`, { file }, error);
  }
  return parseScript(text, file);
}
