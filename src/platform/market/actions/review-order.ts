import type { AgentRecord } from "../agents.ts";
import type { Market } from "../market.ts";
import { notifyParty } from "../notify-party.ts";
import { type OrderReference, ownOrder, requireAllowed } from "../order-access.ts";
import { orderNumberText } from "../order-record.ts";
import { ratingAverage } from "../rating.ts";
import { Refusal } from "../refusal.ts";

export interface ReviewRequest extends OrderReference {
  readonly rating: number;
  readonly comment: string | undefined;
  /** Whole OCMC; 0 = none. */
  readonly tipOcmc: number;
}

export interface Review {
  readonly id: string;
  readonly rating: number;
  readonly tipOcmc: number;
  readonly sellerRatingAverage: number;
  readonly sellerRatingCount: number;
}

/** Review and tip in one: when the tip cannot be paid there is no review (PLATFORM row 36). */
export function reviewOrder(market: Market, agent: AgentRecord, request: ReviewRequest, nowMs: number): Review {
  const { order, role } = ownOrder(market, agent, request);
  requireAllowed(order, role, "review");
  const { database } = market;
  if (database.get("SELECT 1 FROM reviews WHERE order_number = ?", order.number)) {
    throw new Refusal("already_reviewed", `${orderNumberText(order.number)} has its review`, { order });
  }
  const { rating, comment, tipOcmc } = request;
  const id = market.ids.next();
  if (tipOcmc > 0) {
    const tip = {
      from: order.buyer,
      to: order.seller,
      currency: "ocmc",
      units: tipOcmc,
      reason: "tip",
      orderNumber: order.number,
    } as const;
    market.ledger.requireBalance(order.buyer, "ocmc", tipOcmc);
    market.ledger.transfer(tip, nowMs);
  }
  database.run(
    "INSERT INTO reviews (order_number, id, rating, tip_units, created_ms, comment) VALUES (?, ?, ?, ?, ?, ?)",
    order.number,
    id,
    rating,
    tipOcmc,
    nowMs,
    comment ?? null,
  );
  database.run(
    "UPDATE agent_totals SET rating_sum = rating_sum + ?, rating_count = rating_count + 1 WHERE agent = ?",
    rating,
    order.seller,
  );
  market.events.append({ type: "review.created", actor: agent.id, orderNumber: order.number, data: { rating, tipOcmc } }, nowMs);
  if (market.extensionEvents) {
    notifyParty(market, { order, to: "seller", type: "review.received", extra: { rating, comment, tip_amount: tipOcmc } }, nowMs);
  }
  const { ratingSum, ratingCount } = market.agents.totals(order.seller);
  return { id, rating, tipOcmc, sellerRatingAverage: ratingAverage(ratingSum, ratingCount), sellerRatingCount: ratingCount };
}
