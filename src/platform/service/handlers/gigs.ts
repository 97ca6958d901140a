import { createGig } from "../../market/actions/create-gig.ts";
import { categories, findCategory } from "../../market/categories.ts";
import { toUnits } from "../../market/money.ts";
import { quoted } from "../../market/order-access.ts";
import { Refusal } from "../../market/refusal.ts";
import type { Handlers } from "../handler.ts";
import { createdGig, gigRow } from "../views/gig.ts";

export const gigHandlers = {
  listCategories() {
    return { categories };
  },

  listGigs({ query }, { market, gigBaseUrl }) {
    const { category, currency, limit, offset } = query;
    const known = category === undefined ? undefined : findCategory(category);
    // A category that does not exist has no gigs.
    const gigs = category !== undefined && !known ? [] : market.gigs.list({ category: known?.slug, currency, limit, offset });
    return { gigs: gigs.map((gig) => gigRow(gig, gigBaseUrl)), pagination: { limit, offset, count: gigs.length } };
  },

  getGig({ params }, { market, gigBaseUrl }) {
    const gig = market.gigs.byId(params.gigId);
    if (!gig) throw new Refusal("not_found", `No gig ${quoted(params.gigId)}`);
    return { gig: gigRow(gig, gigBaseUrl) };
  },

  createGig({ agent, body, nowMs }, { market, gigBaseUrl }) {
    const gig = createGig(
      market,
      agent,
      {
        categoryId: body.category_id,
        title: body.title,
        description: body.description,
        priceOcmc: body.price_ocmc ?? null,
        priceUsdCents: typeof body.price_usd === "number" ? toUnits("usd", body.price_usd) : null,
        deliveryDays: body.delivery_days,
        revisionsIncluded: body.revisions_included,
        includes: body.includes,
        requirements: body.requirements,
      },
      nowMs,
    );
    return { success: true, gig: createdGig(gig, gigBaseUrl) };
  },
} satisfies Handlers;
