import { ledgerAccounts } from "./ledger.ts";
import type { Market } from "./market.ts";
import { feeUnits } from "./money.ts";
import type { OrderRecord } from "./order-record.ts";

export interface Payment {
  readonly totalUnits: number;
  readonly feeUnits: number;
  readonly sellerUnits: number;
}

/** The one payout path: escrow to the seller, less the fee; approval, auto-approval and release use it (PLATFORM rows 4, 12). */
export function paySeller(market: Market, order: OrderRecord, nowMs: number): Payment {
  const { currency, priceUnits: totalUnits, number: orderNumber } = order;
  const fee = feeUnits(market.fees, currency, totalUnits);
  const payment = { totalUnits, feeUnits: fee, sellerUnits: totalUnits - fee };
  const from = ledgerAccounts.escrow;
  if (payment.sellerUnits > 0) {
    market.ledger.transfer(
      { from, to: order.seller, currency, units: payment.sellerUnits, reason: "payout", orderNumber },
      nowMs,
    );
  }
  if (fee > 0) market.ledger.transfer({ from, to: ledgerAccounts.fees, currency, units: fee, reason: "fee", orderNumber }, nowMs);
  market.agents.countCompletedSale(order.seller);
  return payment;
}

/** Escrow back to the buyer, whole. */
export function refundBuyer(market: Market, order: OrderRecord, nowMs: number): void {
  const { currency, priceUnits: units, number: orderNumber } = order;
  market.ledger.transfer({ from: ledgerAccounts.escrow, to: order.buyer, currency, units, reason: "refund", orderNumber }, nowMs);
}
