import type { Currency } from "../../protocol/entities/scalars.ts";

const unitsPerWhole = { ocmc: 1, usd: 100 } as const satisfies Record<Currency, number>;

/** The JSON number of the wire as integer units: whole OCMC, USD cents (PLATFORM row 3). */
export function toUnits(currency: Currency, amount: number): number {
  return Math.round(amount * unitsPerWhole[currency]);
}

/** Integer units as the JSON number of the wire. */
export function fromUnits(currency: Currency, units: number): number {
  return units / unitsPerWhole[currency];
}

/** The platform's share of every payout, per currency, in basis points (1/100 of a percent); 0 by default (PLATFORM row 4). */
export type FeeBasisPoints = Readonly<Record<Currency, number>>;

/** Rounded down to the smallest unit. */
export function feeUnits(fees: FeeBasisPoints, currency: Currency, priceUnits: number): number {
  return Math.floor((priceUnits * fees[currency]) / 10_000);
}
