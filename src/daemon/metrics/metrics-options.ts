import type { Clock } from "../../base/clock.ts";
import type { Engine } from "../../engine/engine.ts";
import type { AgentInstance } from "../../runtime/agent-instance.ts";
import type { WatchedAgent } from "../health/watched-agent.ts";

/** What figures are taken from. */
export interface MetricsOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  /** Agents that run in this process. */
  readonly agents: ReadonlyMap<string, AgentInstance>;
  readonly watched: () => readonly WatchedAgent[];
}
