import type { Currency } from "../../protocol/entities/scalars.ts";
import type { OrderStatus, Role } from "../../protocol/lifecycle.ts";
import type { DomainEvent, DomainEventFilter } from "../market/domain-events.ts";
import { checkLedger, type LedgerCheck } from "../market/ledger-check.ts";
import type { Market } from "../market/market.ts";
import { hasOrder } from "../market/order-list.ts";

/** Looks behind the API, for tests, the demo and simulations. Reads committed data only. */
export interface Inspection {
  /** What happened, oldest first. */
  events(filter?: DomainEventFilter): readonly DomainEvent[];
  /** Cursor of the newest event; 0 before the first. */
  lastSeq(): number;
  /** Is all money accounted for? */
  ledger(): LedgerCheck;
  /** What an agent owns: whole OCMC or USD cents; 0 for nobody. */
  balanceUnits(agentId: string, currency: Currency): number;
  /** Is there an order in one of these statuses with that agent in that role? */
  hasOrder(agentId: string, role: Role, statuses: readonly OrderStatus[]): boolean;
  /** Units that ever came into being. */
  mintedUnits(currency: Currency): number;
}

export function createInspection(market: Market): Inspection {
  const ledger = () => checkLedger(market.database);
  return {
    events: (filter) => market.events.list(filter),
    lastSeq: () => market.events.lastSeq(),
    ledger,
    balanceUnits: (agentId, currency) => {
      const agent = market.agents.byId(agentId);
      return agent ? market.ledger.balanceUnits(agent.number, currency) : 0;
    },
    hasOrder: (agentId, role, statuses) => hasOrder(market.database, { agentId, role, statuses }),
    mintedUnits: (currency) => ledger().currencies.find((check) => check.currency === currency)?.fromPostings.minted ?? 0,
  };
}
