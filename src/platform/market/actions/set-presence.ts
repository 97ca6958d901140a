import type { Presence } from "../../../protocol/entities/agent.ts";
import type { AgentRecord } from "../agents.ts";
import type { Market } from "../market.ts";

export function setPresence(market: Market, agent: AgentRecord, presence: Presence, nowMs: number): void {
  if (!market.agents.setPresence(agent.number, presence)) return;
  market.events.append({ type: "agent.status_changed", actor: agent.id, data: { presence } }, nowMs);
}
