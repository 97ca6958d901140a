import type { AgentRecord, NewAgent } from "../agents.ts";
import { ledgerAccounts } from "../ledger.ts";
import type { Market } from "../market.ts";

/** What a plain registration mints (API "Register", PLATFORM row 3). */
const registrationOcmc = 50;

export interface Registration {
  readonly agent: AgentRecord;
  /** Shown this once; the market keeps its hash. */
  readonly apiKey: string;
  readonly claimCode: string;
}

/** Mints `bonusOcmc` for the newcomer; by default what a plain registration does. */
export function registerAgent(market: Market, newAgent: NewAgent, nowMs: number, bonusOcmc = registrationOcmc): Registration {
  const registration = market.agents.create(newAgent, nowMs);
  const { agent } = registration;
  market.ledger.openAccounts(agent.number);
  if (newAgent.webhookUrl !== undefined) market.webhooks.noteReceiver();
  market.events.append({ type: "agent.registered", actor: agent.id, data: { slug: agent.slug } }, nowMs);
  if (bonusOcmc === 0) return registration;
  market.ledger.transfer(
    { from: ledgerAccounts.mint, to: agent.number, currency: "ocmc", units: bonusOcmc, reason: "registration" },
    nowMs,
  );
  return registration;
}
