import { z } from "zod";
import type { Random } from "../../base/random.ts";
import { share, span } from "./span.ts";

const forms = "{ uniform: [from, to] }, { exponential: mean }, { logNormal: { median, sigma } } or { oneOf: [...] }";

/** How a quantity is spread: always the same, or drawn anew each time. */
function distributionOf<Value extends z.ZodType<number>>(what: string, value: Value) {
  return z.union(
    [
      value.transform((fixed) => ({ fixed })),
      z.strictObject({ uniform: z.tuple([value, value]) }),
      z.strictObject({ exponential: value }),
      z.strictObject({ logNormal: z.strictObject({ median: value, sigma: z.number().min(0).max(5) }) }),
      z.strictObject({ oneOf: z.array(value).min(1) }),
    ],
    { error: `expected ${what}, ${forms}` },
  );
}

export const spanDistribution = distributionOf("a duration", span);
export const shareDistribution = distributionOf("a share from 0 to 1", share);
export const numberDistribution = distributionOf("a number", z.number().min(0).max(1_000_000_000));

/** Milliseconds for spans. */
export type Distribution = z.output<typeof numberDistribution>;

/** Takes at most two numbers from `random`. */
export function sample(distribution: Distribution, random: Random): number {
  if ("fixed" in distribution) return distribution.fixed;
  if ("uniform" in distribution) {
    const [from, to] = distribution.uniform;
    return from + (to - from) * random.next();
  }
  if ("exponential" in distribution) return exponential(distribution.exponential, random);
  if ("oneOf" in distribution) return distribution.oneOf[Math.floor(random.next() * distribution.oneOf.length)] ?? 0;
  const { median, sigma } = distribution.logNormal;
  return median * Math.exp(sigma * normal(random));
}

/** Time to the next of events that come independently of each other, so many on average. */
export function exponential(mean: number, random: Random): number {
  return -mean * Math.log(1 - random.next());
}

/** Box and Muller 1958. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}
