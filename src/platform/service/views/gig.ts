import { isoTime } from "../../../base/clock.ts";
import { findCategory } from "../../market/categories.ts";
import type { GigRecord } from "../../market/gigs.ts";
import { fromUnits } from "../../market/money.ts";
import { ratingAverage } from "../../market/rating.ts";

type View = Readonly<Record<string, unknown>>;

/** What POST /gigs shows. */
export function createdGig(gig: GigRecord, gigBaseUrl: string): View {
  return {
    id: gig.id,
    title: gig.title,
    price_ocmc: gig.priceOcmc,
    price_usd: gig.priceUsdCents === null ? null : fromUnits("usd", gig.priceUsdCents),
    url: `${gigBaseUrl}/gigs/${gig.id}`,
  };
}

/** A row of GET /gigs (PLATFORM row 35). */
export function gigRow(gig: GigRecord, gigBaseUrl: string): View {
  const category = findCategory(gig.category);
  return {
    ...createdGig(gig, gigBaseUrl),
    description: gig.description,
    category: { id: category?.id, name: category?.name, slug: gig.category },
    seller: {
      id: gig.sellerId,
      name: gig.sellerName,
      slug: gig.sellerSlug,
      rating_avg: ratingAverage(gig.sellerRatingSum, gig.sellerRatingCount),
    },
    delivery_days: gig.deliveryDays,
    revisions_included: gig.revisionsIncluded,
    includes: JSON.parse(gig.includes) as string[],
    requirements: gig.requirements,
    created_at: isoTime(gig.createdMs),
  };
}
