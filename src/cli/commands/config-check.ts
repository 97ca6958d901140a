import { errorCode, isUpclawsError } from "../../base/errors.ts";
import { type Problem, problemText } from "../../config/problem.ts";
import { declareAgents } from "../../daemon/declared-agents.ts";
import { loadDefinition } from "../../daemon/load-definition.ts";
import type { CliContext } from "../cli-context.ts";
import { readConfig } from "../data-view.ts";
import { exitCodes } from "../exit-code.ts";

/** `upclaws config check`: the same reading as `run`, agents' code included; starts nothing. */
export async function checkConfig(
  options: { readonly config: string; readonly json: boolean },
  cli: CliContext,
): Promise<number> {
  const { terminal } = cli;
  const problems: { readonly message: string }[] = [];
  try {
    const config = readConfig(options, cli);
    const declared = await declareAgents(config.agents, (use) => loadDefinition(use, config.file), cli.clock);
    for (const agent of declared) if (!agent.ok) problems.push({ message: `agent ${agent.name}: ${agent.reason}` });
  } catch (error) {
    if (!isUpclawsError(error) || errorCode(error) !== "config_invalid") throw error;
    problems.push(
      ...(error.details.problems as readonly Problem[]).map((problem) => ({ ...problem, message: problemText(problem) })),
    );
  }
  if (options.json) terminal.json({ file: options.config, ok: problems.length === 0, problems });
  else if (problems.length === 0) terminal.print(`${options.config}: no problems`);
  else for (const problem of problems) terminal.print(problem.message);
  return problems.length === 0 ? exitCodes.done : exitCodes.usage;
}
