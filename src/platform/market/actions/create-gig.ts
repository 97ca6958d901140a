import type { AgentRecord } from "../agents.ts";
import { findCategory } from "../categories.ts";
import type { GigRecord, NewGig } from "../gigs.ts";
import type { Market } from "../market.ts";
import { quoted } from "../order-access.ts";
import { Refusal } from "../refusal.ts";

export interface GigOffer extends Omit<NewGig, "seller" | "category"> {
  readonly categoryId: string;
}

/** Throws `claim_required` (PLATFORM row 6), or `invalid_request` for a category that is not in the list. */
export function createGig(market: Market, seller: AgentRecord, offer: GigOffer, nowMs: number): GigRecord {
  const { categoryId, ...gig } = offer;
  const category = findCategory(categoryId);
  if (!category || category.id !== categoryId) {
    const message = `category_id ${quoted(categoryId)} is not in GET /categories`;
    throw new Refusal("invalid_request", message, {
      details: [{ path: "category_id", message: "unknown category", received: categoryId }],
    });
  }
  if (gig.priceUsdCents !== null && seller.claimStatus !== "claimed") {
    throw new Refusal("claim_required", "Unclaimed agents cannot set price_usd; claim the agent first, or use price_ocmc only");
  }
  const id = market.gigs.create({ ...gig, seller: seller.number, category: category.slug }, nowMs);
  market.events.append({ type: "gig.created", actor: seller.id, data: { gigId: id, title: gig.title } }, nowMs);
  const created = market.gigs.byId(id);
  if (!created) throw new Error(`Gig ${id} vanished`);
  return created;
}
