import type { Json } from "../base/json.ts";
import type { Engine } from "../engine/engine.ts";

/** `starting`: not there yet, and tried again. `disabled`: needs a person. `stopped`: the daemon ended in order. */
export type AgentPhase = "starting" | "running" | "disabled" | "stopped";

/** What `upclaws status` shows of an agent; kept in the data directory, so that it can be read without the daemon. */
export interface AgentStatus {
  readonly phase: AgentPhase;
  /** Why, for people; null when there is nothing to say. */
  readonly reason: string | null;
  readonly sinceMs: number;
  readonly platformId: string | null;
}

const scope = "#agents";

export async function recordStatus(engine: Engine, agent: string, status: AgentStatus): Promise<void> {
  await engine.writeState([{ scope, key: agent, value: status as unknown as Json }]);
}

export function readStatuses(engine: Pick<Engine, "readState">): ReadonlyMap<string, AgentStatus> {
  return engine.readState(scope) as unknown as ReadonlyMap<string, AgentStatus>;
}

/** Of agents that are not among these: nobody can mend what the configuration does not name. */
export async function forgetDisabled(
  engine: Pick<Engine, "readState" | "writeState">,
  named: ReadonlySet<string>,
): Promise<void> {
  const gone = [...readStatuses(engine)].filter(([name, { phase }]) => phase === "disabled" && !named.has(name));
  if (gone.length > 0) await engine.writeState(gone.map(([key]) => ({ scope, key, value: undefined })));
}
