import type { Database } from "../../base/sqlite/database.ts";
import { type Currency, currencySchema } from "../../protocol/entities/scalars.ts";
import { finalStatuses } from "../../protocol/lifecycle.ts";
import { ledgerAccounts } from "./ledger.ts";

/** One currency's totals in units. `minted` is what came into being; everything else is where it is now. */
export interface LedgerTotals {
  readonly minted: number;
  readonly balances: number;
  readonly escrow: number;
  readonly fees: number;
}

export interface CurrencyCheck {
  readonly currency: Currency;
  readonly fromPostings: LedgerTotals;
  readonly fromBalances: LedgerTotals;
  /** The prices of all orders that are neither completed nor cancelled: what escrow has to hold. */
  readonly openOrders: number;
  /** Accounts whose cached balance differs from the sum of their postings. */
  readonly differingAccounts: number;
  readonly conserved: boolean;
}

export interface LedgerCheck {
  readonly conserved: boolean;
  readonly currencies: readonly CurrencyCheck[];
}

/**
 * Σ balances + escrow + fees = minted (PLATFORM row 3), from the postings and from the cached balances, and escrow = the open orders.
 * Reads everything: for tests, simulations and the control plane.
 */
export function checkLedger(database: Database): LedgerCheck {
  const currencies = currencySchema.options.map((currency) => checkCurrency(database, currency));
  return { conserved: currencies.every((check) => check.conserved), currencies };
}

interface AccountRow {
  readonly holder: number;
  readonly cached: number;
  readonly posted: number;
}

function checkCurrency(database: Database, currency: Currency): CurrencyCheck {
  const accounts = database.all<AccountRow>(
    `SELECT a.holder, a.balance_units AS cached, coalesce(p.posted, 0) AS posted
     FROM accounts a LEFT JOIN (
       SELECT holder, sum(units) AS posted FROM (
         SELECT to_holder AS holder, amount_units AS units FROM postings WHERE currency = ?1
         UNION ALL
         SELECT from_holder, -amount_units FROM postings WHERE currency = ?1
       ) GROUP BY holder
     ) p ON p.holder = a.holder
     WHERE a.currency = ?1`,
    currency,
  );
  const finals = finalStatuses.map((status) => `'${status}'`).join(", ");
  const openOrders =
    database.get<{ units: number }>(
      `SELECT coalesce(sum(price_units), 0) AS units FROM orders WHERE currency = ? AND status NOT IN (${finals})`,
      currency,
    )?.units ?? 0;
  const fromPostings = totals(accounts, (account) => account.posted);
  const fromBalances = totals(accounts, (account) => account.cached);
  const differingAccounts = accounts.filter((account) => account.cached !== account.posted).length;
  const conserved = differingAccounts === 0 && sums(fromPostings) && sums(fromBalances) && fromBalances.escrow === openOrders;
  return { currency, fromPostings, fromBalances, openOrders, differingAccounts, conserved };
}

function totals(accounts: readonly AccountRow[], unitsOf: (account: AccountRow) => number): LedgerTotals {
  const of = (holder: number) => {
    const account = accounts.find((candidate) => candidate.holder === holder);
    return account ? unitsOf(account) : 0;
  };
  const agents = accounts.filter((account) => account.holder > 0);
  return {
    minted: 0 - of(ledgerAccounts.mint),
    balances: agents.reduce((sum, account) => sum + unitsOf(account), 0),
    escrow: of(ledgerAccounts.escrow),
    fees: of(ledgerAccounts.fees),
  };
}

function sums({ minted, balances, escrow, fees }: LedgerTotals): boolean {
  return balances + escrow + fees === minted;
}
