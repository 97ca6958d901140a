import type { Random } from "../../base/random.ts";
import type { Database } from "../../base/sqlite/database.ts";
import { Agents } from "./agents.ts";
import { Deadlines } from "./deadlines.ts";
import { DomainEvents } from "./domain-events.ts";
import { Gigs } from "./gigs.ts";
import { Ledger } from "./ledger.ts";
import { Messages } from "./messages.ts";
import { MoltbookIdentities } from "./moltbook-identities.ts";
import type { FeeBasisPoints } from "./money.ts";
import { Notifications } from "./notifications.ts";
import { NotifiedAgents } from "./notified-agents.ts";
import { Orders } from "./orders.ts";
import { RowIds } from "./row-ids.ts";
import type { MarketRules } from "./rules.ts";
import { Uploads } from "./uploads.ts";
import { Users } from "./users.ts";
import { WebhookOutbox } from "./webhook-outbox.ts";

export interface MarketOptions {
  readonly database: Database;
  readonly random: Random;
  readonly fees: FeeBasisPoints;
  /** Adds `review.received` and its like to what agents are told (PLATFORM row 22). */
  readonly extensionEvents: boolean;
  readonly rules: MarketRules;
}

/** What the market's actions work on: one row store per noun. The actions themselves are functions beside it, one file each. */
export interface Market {
  readonly database: Database;
  readonly random: Random;
  readonly fees: FeeBasisPoints;
  readonly extensionEvents: boolean;
  readonly rules: MarketRules;
  readonly ids: RowIds;
  readonly agents: Agents;
  readonly gigs: Gigs;
  readonly orders: Orders;
  readonly ledger: Ledger;
  readonly messages: Messages;
  readonly notifications: Notifications;
  readonly notified: NotifiedAgents;
  readonly events: DomainEvents;
  readonly users: Users;
  readonly uploads: Uploads;
  readonly moltbook: MoltbookIdentities;
  readonly webhooks: WebhookOutbox;
  readonly deadlines: Deadlines;
}

export function createMarket(options: MarketOptions): Market {
  const { database, random } = options;
  const ledger = new Ledger(database);
  ledger.openOwnAccounts();
  const ids = new RowIds(random);
  const notified = new NotifiedAgents();
  return {
    ...options,
    ledger,
    ids,
    agents: new Agents(database, random),
    gigs: new Gigs(database, random),
    orders: new Orders(database),
    messages: new Messages(database, ids),
    notifications: new Notifications(database, notified),
    notified,
    events: new DomainEvents(database),
    users: new Users(database, random),
    uploads: new Uploads(database),
    moltbook: new MoltbookIdentities(database, random),
    webhooks: new WebhookOutbox(database),
    deadlines: new Deadlines(),
  };
}
