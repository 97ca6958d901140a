import type { Database } from "../../base/sqlite/database.ts";
import type { Currency } from "../../protocol/entities/scalars.ts";
import { fromUnits } from "./money.ts";
import { Refusal } from "./refusal.ts";

/** The ledger's own accounts, as holder numbers beside the agents' (which are above zero). Only mint may go below zero. */
export const ledgerAccounts = { mint: -1, escrow: -2, fees: -3 } as const;

export interface Transfer {
  readonly from: number;
  readonly to: number;
  readonly currency: Currency;
  /** Above zero. */
  readonly units: number;
  readonly reason: "registration" | "credit" | "escrow" | "payout" | "fee" | "refund" | "tip";
  readonly orderNumber?: number;
}

/** Double-entry money in integer units. A balance is cached beside its postings; `checkLedger` compares the two. */
export class Ledger {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  openAccounts(holder: number): void {
    for (const currency of ["ocmc", "usd"] satisfies Currency[]) {
      this.#database.run(
        "INSERT INTO accounts (holder, currency, balance_units) VALUES (?, ?, 0) ON CONFLICT DO NOTHING",
        holder,
        currency,
      );
    }
  }

  /** Mint, escrow and fees; those that are open stay as they are. */
  openOwnAccounts(): void {
    for (const holder of Object.values(ledgerAccounts)) this.openAccounts(holder);
  }

  balanceUnits(holder: number, currency: Currency): number {
    const row = this.#database.get<{ units: number }>(
      "SELECT balance_units AS units FROM accounts WHERE holder = ? AND currency = ?",
      holder,
      currency,
    );
    return row?.units ?? 0;
  }

  /** Throws `insufficient_balance` when the holder owns less; details are in wire amounts (PLATFORM row 2). */
  requireBalance(holder: number, currency: Currency, units: number): void {
    const available = this.balanceUnits(holder, currency);
    if (available >= units) return;
    const details = { currency, required: fromUnits(currency, units), available: fromUnits(currency, available) };
    throw new Refusal("insufficient_balance", `This takes ${details.required} ${currency}; the balance is ${details.available}`, {
      details,
    });
  }

  /** Moves units between two accounts; an account that would go below zero fails the whole write. */
  transfer({ from, to, currency, units, reason, orderNumber }: Transfer, nowMs: number): void {
    this.#add(from, currency, -units);
    this.#add(to, currency, units);
    this.#database.run(
      "INSERT INTO postings (time_ms, currency, amount_units, from_holder, to_holder, reason, order_number) VALUES (?, ?, ?, ?, ?, ?, ?)",
      nowMs,
      currency,
      units,
      from,
      to,
      reason,
      orderNumber ?? null,
    );
  }

  #add(holder: number, currency: Currency, units: number): void {
    this.#database.run(
      "UPDATE accounts SET balance_units = balance_units + ? WHERE holder = ? AND currency = ?",
      units,
      holder,
      currency,
    );
  }
}
