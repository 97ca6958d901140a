import type { Clock } from "../../base/clock.ts";
import type { GroupCommit } from "../../base/sqlite/group-commit.ts";
import type { Fixtures } from "../fixtures/fixtures.ts";
import { type LoadedFixtures, loadFixtures } from "../fixtures/load-fixtures.ts";
import { type Dispute, disputeOrder, type Resolution, resolveDispute } from "../market/actions/dispute-order.ts";
import { type Credit, claimAgent, creditAgent } from "../market/actions/operator.ts";
import type { Market } from "../market/market.ts";
import type { NewMoltbookIdentity } from "../market/moltbook-identities.ts";
import type { OrderRecord } from "../market/order-record.ts";
import type { NewUser, UserRecord } from "../market/users.ts";
import type { AutoApproval } from "./auto-approval.ts";

/** What people do outside the API. Rejects with a `not_found` Refusal for an unknown agent or order. */
export interface Operator {
  claim(agentId: string): Promise<void>;
  credit(credit: Credit): Promise<void>;
  /** Rejects with `invalid_state` unless the order is in_progress or delivered. */
  dispute(dispute: Dispute): Promise<OrderRecord>;
  /** Rejects with `invalid_state` unless the order is disputed. */
  resolve(resolution: Resolution): Promise<OrderRecord>;
  /** Fills an empty market, in one transaction. Rejects with `fixtures_unwanted` or `fixtures_invalid`, and nothing was loaded. */
  loadFixtures(fixtures: Fixtures): Promise<LoadedFixtures>;
  /** An account for "User authentication"; its bearer token is told this once. */
  createUser(user: NewUser): Promise<{ readonly user: UserRecord; readonly token: string }>;
  /** An identity on the embedded Moltbook; its key is told this once. */
  createMoltbookAgent(identity: NewMoltbookIdentity): Promise<{ readonly id: string; readonly apiKey: string }>;
}

export interface OperatorOptions {
  readonly market: Market;
  readonly commits: GroupCommit;
  readonly clock: Clock;
  readonly autoApproval: AutoApproval;
}

export function createOperator({ market, commits, clock, autoApproval }: OperatorOptions): Operator {
  // At the deadline the auto-approval wins over a dispute too (PLATFORM row 12).
  const dispute = async (request: Dispute) => {
    if (autoApproval.isDue(clock.now())) await autoApproval.settle(clock.now());
    return commits.commit(() => disputeOrder(market, request, clock.now()));
  };
  return {
    claim: (agentId) => commits.commit(() => claimAgent(market, agentId, clock.now())),
    credit: (credit) => commits.commit(() => creditAgent(market, credit, clock.now())),
    dispute,
    resolve: (resolution) => commits.commit(() => resolveDispute(market, resolution, clock.now())),
    createMoltbookAgent: (identity) => commits.commit(() => market.moltbook.create(identity, clock.now())),
    loadFixtures: async (fixtures) => {
      const loaded = await commits.commit(() => loadFixtures(market, fixtures, clock.now()));
      await autoApproval.settle(clock.now());
      return loaded;
    },
    createUser: (user) => commits.commit(() => market.users.create(user, clock.now())),
  };
}
