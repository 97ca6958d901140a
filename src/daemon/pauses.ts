import type { Json } from "../base/json.ts";
import type { Admission } from "../engine/admission.ts";
import type { Engine } from "../engine/engine.ts";
import type { Run } from "../engine/run.ts";
import { readStatuses } from "./agent-status.ts";
import { daemonError } from "./errors.ts";

/** Who takes no new work, and since when. Kept in the data directory: a restart does not end a pause. */
export interface Pauses {
  /** Everybody's; undefined when only single agents are paused, or none. */
  readonly allSinceMs: number | undefined;
  readonly agents: ReadonlyMap<string, number>;
}

const scope = "#paused";
/** No agent has it for a name. */
const everybody = "";

export function readPauses(engine: Pick<Engine, "readState">): Pauses {
  const agents = new Map(engine.readState(scope) as ReadonlyMap<string, number>);
  const allSinceMs = agents.get(everybody);
  agents.delete(everybody);
  return { allSinceMs, agents };
}

/** One agent, or everybody. Paused twice keeps the first time. Rejects with `agent_unknown`. */
export async function pause(engine: Engine, agent: string | undefined, nowMs: number): Promise<void> {
  assertKnown(engine, agent);
  const key = agent ?? everybody;
  if (!engine.readState(scope).has(key)) await engine.writeState([{ scope, key, value: nowMs }]);
}

/** One agent, or everybody whoever paused them. What waited begins at once. Rejects with `agent_unknown`, `all_agents_paused`. */
export async function resume(engine: Engine, agent: string | undefined): Promise<void> {
  assertKnown(engine, agent);
  if (agent !== undefined && readPauses(engine).allSinceMs !== undefined)
    throw daemonError("all_agents_paused", `All agents are paused, not ${agent} alone: resume without a name`, { agent });
  const keys = agent === undefined ? [...engine.readState(scope).keys()] : [agent];
  await engine.writeState(keys.map((key) => ({ scope, key, value: undefined as Json | undefined })));
  engine.readmit();
}

/** Lets a paused agent's started orders go on, and nothing else begin. */
export function pauseAdmission(engine: Engine): Admission {
  return {
    restricted: (agent) => {
      const paused = engine.readState(scope);
      return paused.size > 0 && (paused.has(everybody) || paused.has(agent));
    },
    admits: (run) => !isNewWork(engine, run),
  };
}

/** A schedule, a timer that one of them set, an order that nothing has been done for. */
function isNewWork(engine: Engine, { id, kind, subject }: Run): boolean {
  if (subject === null) return kind === "schedule" || kind === "timer";
  return kind === "order.created" && !engine.steps(id).some((step) => step.kind === "action");
}

function assertKnown(engine: Engine, agent: string | undefined): void {
  const known = [...readStatuses(engine).keys()];
  if (agent === undefined || known.includes(agent)) return;
  throw daemonError("agent_unknown", `This data directory knows no agent ${agent}; it knows ${known.join(", ") || "none"}`, {
    agent,
    known,
  });
}
