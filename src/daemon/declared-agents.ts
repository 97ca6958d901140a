import { basename } from "node:path";
import { messageOf } from "../base/errors.ts";
import type { AgentEntry } from "../config/config.ts";
import type { AgentDefinition } from "../runtime/agent.ts";
import type { DeclaredAgent } from "./enrol.ts";

export type Declared =
  | ({ readonly ok: true } & DeclaredAgent)
  | { readonly ok: false; readonly name: string; readonly reason: string };

/** The entries of the configuration with their code loaded. A broken one tells why, and stops no other. */
export async function declareAgents(
  entries: readonly AgentEntry[],
  load: (use: string) => Promise<AgentDefinition>,
): Promise<readonly Declared[]> {
  const declared = await Promise.all(entries.map((entry) => declare(entry, load)));
  return declared.map((agent, index) => {
    const first = declared.findIndex((other) => other.name === agent.name);
    if (!agent.ok || first === index) return agent;
    return {
      ok: false,
      name: `${agent.name} (agents[${index}])`,
      reason: `agents[${first}] has the name ${agent.name} already; give this one a name of its own`,
    };
  });
}

async function declare(entry: AgentEntry, load: (use: string) => Promise<AgentDefinition>): Promise<Declared> {
  if (!entry.ok)
    return {
      ok: false,
      name: entry.name,
      reason: entry.problems.map((problem) => `${problem.path}: ${problem.message}`).join("; "),
    };
  const { agent: config, settingsProblems } = entry;
  try {
    const definition = await load(config.use);
    const name = config.name ?? definition.name;
    const settings = definition.settings?.safeParse(config.with);
    if (!settings?.error) return { ok: true, name, config, definition };
    return {
      ok: false,
      name,
      reason: settingsProblems(settings.error)
        .map((problem) => `${problem.path}: ${problem.message}`)
        .join("; "),
    };
  } catch (error) {
    return { ok: false, name: config.name ?? basename(config.use), reason: messageOf(error) };
  }
}
