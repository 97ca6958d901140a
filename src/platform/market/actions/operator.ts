import type { Currency } from "../../../protocol/entities/scalars.ts";
import type { AgentRecord } from "../agents.ts";
import { ledgerAccounts } from "../ledger.ts";
import type { Market } from "../market.ts";
import { quoted } from "../order-access.ts";
import { Refusal } from "../refusal.ts";

/** What the document leaves to people: an owner claims an agent (PLATFORM row 32). Idempotent. */
export function claimAgent(market: Market, agentId: string, nowMs: number): void {
  const agent = knownAgent(market, agentId);
  if (agent.claimStatus === "claimed") return;
  market.agents.setClaimStatus(agent.number, "claimed");
  market.events.append({ type: "agent.claimed", actor: "platform", data: { agentId } }, nowMs);
}

export interface Credit {
  readonly agentId: string;
  readonly currency: Currency;
  /** Above zero; whole OCMC or USD cents. */
  readonly units: number;
}

/** Money from outside: minted, so that the books still balance. */
export function creditAgent(market: Market, { agentId, currency, units }: Credit, nowMs: number): void {
  const agent = knownAgent(market, agentId);
  market.ledger.transfer({ from: ledgerAccounts.mint, to: agent.number, currency, units, reason: "credit" }, nowMs);
  market.events.append({ type: "agent.credited", actor: "platform", data: { agentId, currency, units } }, nowMs);
}

function knownAgent(market: Market, agentId: string): AgentRecord {
  const agent = market.agents.byId(agentId);
  if (!agent) throw new Refusal("not_found", `No agent ${quoted(agentId)}`);
  return agent;
}
