import { basename } from "node:path";
import type { Clock } from "../base/clock.ts";
import { messageOf } from "../base/errors.ts";
import { waitOutside } from "../base/outside.ts";
import type { AgentEntry } from "../config/config.ts";
import { problemText } from "../config/problem.ts";
import type { AgentDefinition } from "../runtime/agent.ts";
import type { DeclaredAgent } from "./enrol.ts";
import { daemonError } from "./errors.ts";

export type Declared =
  | ({ readonly ok: true } & DeclaredAgent)
  | { readonly ok: false; readonly name: string; readonly reason: string };

type Load = (use: string) => Promise<AgentDefinition>;

/** What a module does at its top level may not come to its end. */
const loadWithinMs = 30_000;

/** The entries of the configuration with their code loaded. A broken one tells why, and stops no other. */
export async function declareAgents(entries: readonly AgentEntry[], load: Load, clock: Clock): Promise<readonly Declared[]> {
  const declared = await Promise.all(entries.map((entry) => declare(entry, (use) => inTime(use, load, clock))));
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

async function declare(entry: AgentEntry, load: Load): Promise<Declared> {
  if (!entry.ok) return { ok: false, name: entry.name, reason: entry.problems.map(problemText).join("; ") };
  const { agent: config, settingsProblems } = entry;
  try {
    const definition = await load(config.use);
    const name = config.name ?? definition.name;
    const settings = definition.settings?.safeParse(config.with);
    if (!settings?.error) return { ok: true, name, config, definition };
    return { ok: false, name, reason: settingsProblems(settings.error).map(problemText).join("; ") };
  } catch (error) {
    return { ok: false, name: config.name ?? basename(config.use), reason: messageOf(error) };
  }
}

async function inTime(use: string, load: Load, clock: Clock): Promise<AgentDefinition> {
  const limit = clock.deadline(loadWithinMs);
  const late = new Promise<never>((_, reject) => {
    limit.signal.addEventListener("abort", () => {
      const message = `${use} did not load within ${loadWithinMs / 1_000} s: something that it awaits outside its functions does not come`;
      reject(daemonError("agent_not_loadable", message, { use }));
    });
  });
  try {
    return await clock.work("load", () => waitOutside(clock, Promise.race([load(use), late])));
  } finally {
    limit.cancel();
  }
}
