import type { Clock } from "../../base/clock.ts";
import type { GroupCommit } from "../../base/sqlite/group-commit.ts";
import { type Credit, claimAgent, creditAgent } from "../market/actions/operator.ts";
import type { Market } from "../market/market.ts";

/** What people do outside the API. Rejects with a `not_found` Refusal for an unknown agent. */
export interface Operator {
  claim(agentId: string): Promise<void>;
  credit(credit: Credit): Promise<void>;
}

export function createOperator(market: Market, commits: GroupCommit, clock: Clock): Operator {
  return {
    claim: (agentId) => commits.commit(() => claimAgent(market, agentId, clock.now())),
    credit: (credit) => commits.commit(() => creditAgent(market, credit, clock.now())),
  };
}
