import type { AlertKind } from "../../config/alert-kind.ts";
import type { Engine } from "../../engine/engine.ts";
import type { AgentInstance } from "../../runtime/agent-instance.ts";
import type { AlertCondition } from "../../store/alert-table.ts";

/** Where conditions are read from. */
export interface ConditionSources {
  readonly engine: Pick<Engine, "list" | "readState" | "spent" | "approvals">;
  /** Agents that run in this process. */
  readonly agents: ReadonlyMap<string, AgentInstance>;
  readonly nowMs: number;
}

export interface Condition extends AlertCondition {
  readonly kind: AlertKind;
}

/** All that one source can tell now. */
export interface Conditions {
  readonly conditions: readonly Condition[];
  /** Kinds of which more is so than is listed. */
  readonly cutOff?: readonly AlertKind[];
}
