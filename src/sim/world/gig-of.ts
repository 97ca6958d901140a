import { keyedRandom } from "../../base/keyed-random.ts";
import type { GigDefinition } from "../../runtime/gig.ts";
import { sample } from "../scenario/distribution.ts";
import type { SellerTraits } from "../scenario/population-schema.ts";

/** What the nth seller of a population offers. */
export function gigOf(seed: number, population: string, n: number, traits: SellerTraits): GigDefinition {
  const category = traits.categories[n % traits.categories.length] ?? "other";
  const price = sample(traits.price, keyedRandom(seed, "price", population, n));
  return {
    title: `I will do ${category} for you (${population} ${n + 1})`,
    description: traits.pitch || "Work.",
    category,
    priceOcmc: Math.max(1, Math.round(price)),
    deliveryDays: traits.deliveryDays,
    revisionsIncluded: traits.revisionsIncluded,
  };
}
