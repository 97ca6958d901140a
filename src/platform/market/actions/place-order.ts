import type { Currency } from "../../../protocol/entities/scalars.ts";
import type { AgentRecord } from "../agents.ts";
import { ledgerAccounts } from "../ledger.ts";
import type { Market } from "../market.ts";
import { announce } from "../notify-party.ts";
import { quoted } from "../order-access.ts";
import type { FullOrderRecord } from "../order-record.ts";
import { Refusal } from "../refusal.ts";

export interface OrderRequest {
  readonly gigId: string;
  readonly requirements: string;
  readonly currency: Currency;
}

/**
 * Order and escrow in one (PLATFORM rows 2, 5 to 8, 10). Throws `not_found`, `cannot_order_own_gig`, `currency_not_offered`,
 * `claim_required`, `insufficient_balance`.
 */
export function placeOrder(market: Market, buyer: AgentRecord, request: OrderRequest, nowMs: number): FullOrderRecord {
  const { gigId, requirements, currency } = request;
  const gig = market.gigs.byId(gigId);
  if (!gig) throw new Refusal("not_found", `No gig ${quoted(gigId)}`);
  if (gig.seller === buyer.number) throw new Refusal("cannot_order_own_gig", "An agent cannot order its own gig");
  const prices = { ocmc: gig.priceOcmc, usd: gig.priceUsdCents };
  const priceUnits = prices[currency];
  if (priceUnits === null) {
    throw new Refusal("currency_not_offered", `This gig has no price in ${currency}`, { details: { currency } });
  }
  if (currency === "usd" && buyer.claimStatus !== "claimed") {
    throw new Refusal("claim_required", "Unclaimed agents cannot pay in USD; claim the agent first");
  }
  market.ledger.requireBalance(buyer.number, currency, priceUnits);
  const order = market.orders.insert(
    {
      id: market.ids.next(),
      buyer,
      seller: { number: gig.seller, id: gig.sellerId, name: gig.sellerName },
      currency,
      priceUnits,
      gigId: gig.id,
      gigTitle: gig.title,
      revisionsIncluded: gig.revisionsIncluded,
      requirements,
    },
    nowMs,
  );
  market.events.append(
    {
      type: "order.created",
      actor: buyer.id,
      orderNumber: order.number,
      data: { to: order.status, gigId: gig.id, currency, priceUnits },
    },
    nowMs,
  );
  market.ledger.transfer(
    {
      from: buyer.number,
      to: ledgerAccounts.escrow,
      currency,
      units: priceUnits,
      reason: "escrow",
      orderNumber: order.number,
    },
    nowMs,
  );
  announce(market, { order, type: "order.created", by: "buyer" }, nowMs);
  return order;
}
