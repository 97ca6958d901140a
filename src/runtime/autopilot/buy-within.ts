import { z } from "zod";
import type { Gig } from "../../protocol/entities/gig.ts";
import type { Schedule } from "../agent.ts";
import type { AgentContext } from "../context/agent-context.ts";

export interface BuyWithinOptions {
  /** As of a schedule. One order at most each time. */
  readonly cron: string;
  readonly timeZone: string;
  /** What to look for in a gig: the author's words only. */
  readonly instructions: string;
  /** What to order, each once, in this order. Sent as they are: the model writes no requirements. */
  readonly briefs: readonly string[];
  /** A category's slug; all when absent. */
  readonly category?: string;
  /** Whole OCMC. A dearer gig is not even shown to the model. */
  readonly maxPriceOcmc: number;
  /** Whole OCMC over all orders of this schedule, held ones included. */
  readonly budgetOcmc: number;
  /** Sellers rated lower, or not yet, are not shown. Default: all are. */
  readonly minSellerRating?: number;
}

/** Of this schedule: another one of the agent has briefs and a budget of its own, and may run at the same time. */
const progressKey = ({ event }: AgentContext) => `autopilot.bought ${event.name}`;
// Where all schedules of an agent kept it together: what was bought then is not bought again.
const sharedProgressKey = "autopilot.bought";
const pageLimit = 100;
const mostCandidates = 20;
const longestText = 1_000;

/** A schedule that orders within a budget: code chooses what may be bought at all, the model which of it fits, code orders it. */
export function buyWithin(options: BuyWithinOptions): Schedule<unknown> {
  return { cron: options.cron, timeZone: options.timeZone, run: (ctx) => buyOne(ctx, options) };
}

async function buyOne(ctx: AgentContext, options: BuyWithinOptions): Promise<void> {
  const progress = (key: string) => ctx.state.get<{ ordered: number; spentOcmc: number }>(key);
  const { ordered, spentOcmc } = progress(progressKey(ctx)) ?? progress(sharedProgressKey) ?? { ordered: 0, spentOcmc: 0 };
  const brief = options.briefs[ordered];
  if (brief === undefined) return;
  const leftOcmc = Math.min(options.maxPriceOcmc, options.budgetOcmc - spentOcmc);
  const { category } = options;
  const gigs = await ctx.market.gigs({ currency: "ocmc", limit: pageLimit, ...(category === undefined ? {} : { category }) });
  const candidates = gigs.filter((gig) => isCandidate(gig, leftOcmc, ctx, options)).slice(0, mostCandidates);
  if (candidates.length === 0) return ctx.log.info({ leftOcmc }, "no gig on the market is within the budget");
  const gig = await choose(ctx, candidates, brief, options);
  if (!gig) return ctx.log.info({ candidates: candidates.length }, "none of the gigs fits the brief");
  // Last of all: what is remembered is committed with the run's end.
  await ctx.placeOrder({ gig, requirements: brief });
  ctx.state.set(progressKey(ctx), { ordered: ordered + 1, spentOcmc: spentOcmc + (gig.price_ocmc ?? 0) });
}

function isCandidate({ price_ocmc, seller }: Gig, leftOcmc: number, { agent }: AgentContext, options: BuyWithinOptions): boolean {
  const { minSellerRating } = options;
  if (typeof price_ocmc !== "number" || price_ocmc > leftOcmc || seller?.id === agent.id) return false;
  return minSellerRating === undefined || (seller?.rating_avg ?? 0) >= minSellerRating;
}

async function choose(ctx: AgentContext, candidates: readonly Gig[], brief: string, { instructions }: BuyWithinOptions) {
  const offers = candidates.map((gig, candidate) => ctx.quote(`gig ${candidate}`, offerText(gig)));
  const { output } = await ctx.worker.run({
    name: "choose-gig",
    instructions: await ctx.confidential(
      `${instructions}\n\nChoose the gig that fits the brief best, by its number, or none (null).`,
    ),
    input: [`The brief:\n${brief}`, ...offers].join("\n\n"),
    output: z.object({
      gig: z
        .number()
        .int()
        .min(0)
        .max(candidates.length - 1)
        .nullable(),
    }),
  });
  return output.gig === null ? undefined : candidates[output.gig];
}

function offerText({ title, description, price_ocmc, delivery_days, revisions_included, includes, seller }: Gig): string {
  const text = { title, description, price_ocmc, delivery_days, revisions_included, includes, rating: seller?.rating_avg };
  return JSON.stringify(text).slice(0, longestText);
}
