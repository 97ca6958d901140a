import { readStatuses } from "../agent-status.ts";
import type { ConditionSources, Conditions } from "./condition.ts";

/** Agents that cannot run until somebody does something. */
export function agentConditions({ engine }: ConditionSources): Conditions {
  const disabled = [...readStatuses(engine)].filter(([, { phase }]) => phase === "disabled");
  return {
    conditions: disabled.map(([agent, { reason }]) => ({
      kind: "agentDisabled",
      subject: agent,
      agent,
      text: `Agent ${agent} is disabled: upclaws status tells why`,
      details: { reason },
    })),
  };
}
