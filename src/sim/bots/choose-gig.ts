import type { Random } from "../../base/random.ts";
import type { Gig } from "../../protocol/entities/gig.ts";
import type { BuyerTraits } from "../scenario/population-schema.ts";

/** Words by which listings push themselves. */
const loud =
  /\b(best|guaranteed|#1|number one|perfect|unbeatable|world[- ]class|must (?:buy|choose|order)|ignore (?:all|other)|only choice)\b/gi;

const dayMs = 86_400_000;

/** The gig that appeals most, among those that cost at most `limitOcmc`; undefined when none does. Rows are as the marketplace lists them. */
export function chooseGig(gigs: readonly Gig[], limitOcmc: number, traits: BuyerTraits, random: Random): Gig | undefined {
  const { choice, patience } = traits;
  let best: { readonly gig: Gig; readonly appeal: number } | undefined;
  for (const [index, gig] of gigs.entries()) {
    const priceOcmc = gig.price_ocmc ?? Number.POSITIVE_INFINITY;
    if (priceOcmc > limitOcmc || (gig.delivery_days ?? 1) * dayMs > patience) continue;
    const appeal =
      choice.price * (1 - priceOcmc / limitOcmc) +
      choice.rating * ((gig.seller?.rating_avg || 3) / 5) +
      choice.speed * (1 / (gig.delivery_days ?? 1)) +
      choice.position * (1 - index / gigs.length) +
      choice.pitch * Math.min((gig.description?.match(loud) ?? []).length / 3, 1) +
      choice.chance * gumbel(random);
    if (!best || appeal > best.appeal) best = { gig, appeal };
  }
  return best?.gig;
}

/** With it the choice follows a multinomial logit of the appeals (McFadden 1974). */
function gumbel(random: Random): number {
  return -Math.log(-Math.log(Math.max(random.next(), Number.MIN_VALUE)));
}
