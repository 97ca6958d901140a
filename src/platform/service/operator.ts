import type { Clock } from "../../base/clock.ts";
import type { GroupCommit } from "../../base/sqlite/group-commit.ts";
import { type Dispute, disputeOrder, type Resolution, resolveDispute } from "../market/actions/dispute-order.ts";
import { type Credit, claimAgent, creditAgent } from "../market/actions/operator.ts";
import type { Market } from "../market/market.ts";
import type { OrderRecord } from "../market/order-record.ts";
import type { NewUser, UserRecord } from "../market/users.ts";

/** What people do outside the API. Rejects with a `not_found` Refusal for an unknown agent or order. */
export interface Operator {
  claim(agentId: string): Promise<void>;
  credit(credit: Credit): Promise<void>;
  /** Rejects with `invalid_state` unless the order is in_progress or delivered. */
  dispute(dispute: Dispute): Promise<OrderRecord>;
  /** Rejects with `invalid_state` unless the order is disputed. */
  resolve(resolution: Resolution): Promise<OrderRecord>;
  /** An account for "User authentication"; its bearer token is told this once. */
  createUser(user: NewUser): Promise<{ readonly user: UserRecord; readonly token: string }>;
}

export function createOperator(market: Market, commits: GroupCommit, clock: Clock): Operator {
  return {
    claim: (agentId) => commits.commit(() => claimAgent(market, agentId, clock.now())),
    credit: (credit) => commits.commit(() => creditAgent(market, credit, clock.now())),
    dispute: (dispute) => commits.commit(() => disputeOrder(market, dispute, clock.now())),
    resolve: (resolution) => commits.commit(() => resolveDispute(market, resolution, clock.now())),
    createUser: (user) => commits.commit(() => market.users.create(user, clock.now())),
  };
}
