import { errorCode } from "../../base/errors.ts";
import { keyedRandom } from "../../base/keyed-random.ts";
import { chance, type Random } from "../../base/random.ts";
import { type AgentDefinition, defineAgent } from "../../runtime/agent.ts";
import type { AgentContext } from "../../runtime/context/agent-context.ts";
import type { BuyerContext } from "../../runtime/context/order-context.ts";
import { sample } from "../scenario/distribution.ts";
import type { BuyerTraits } from "../scenario/population-schema.ts";
import type { Truth } from "../world/truth.ts";
import type { Want } from "../world/want.ts";
import { chooseGig } from "./choose-gig.ts";

export interface BuyerBotOptions {
  readonly name: string;
  readonly seed: number;
  readonly traits: BuyerTraits;
  readonly truth: Truth;
}

/** Errors after which a want stays unmet: there is nothing to repeat. */
const unaffordable: readonly (string | undefined)[] = ["api_insufficient_balance", "spend_limit_exceeded"];

/** Hears of wants by timers of that name, shops, judges what it gets. */
export function buyerBot({ name, seed, traits, truth }: BuyerBotOptions): AgentDefinition {
  const draw = (what: string, ...key: (string | number)[]): Random => keyedRandom(seed, name, what, ...key);

  const shop = async (ctx: AgentContext, { number, category, valueOcmc }: Want) => {
    const gigs = await ctx.market.gigs({ category, currency: "ocmc", limit: traits.looksAt });
    const gig = chooseGig(gigs, valueOcmc, traits, draw("choose", number));
    if (!gig) return;
    try {
      const placed = await ctx.placeOrder({ gig, requirements: `Want ${number} of ${name}: something in ${category}` });
      if (placed.state === "done") truth.setValue(placed.order.id, valueOcmc);
    } catch (error) {
      if (!unaffordable.includes(errorCode(error))) throw error;
      ctx.log.info({ want: number, reason: errorCode(error) }, "not affordable");
    }
  };

  const judge = async (ctx: BuyerContext, round: number) => {
    const { order } = ctx;
    const quality = truth.quality(order.seller?.id ?? "", order.id, round) ?? 0;
    if (traits.thinks) {
      await ctx.worker.run({
        name: "judge",
        instructions: "Say in one sentence what you think of the delivery.",
        input: ctx.brief(),
      });
    }
    const maySendBack = round < traits.sendsBackAtMost && order.revisions_remaining !== 0;
    if (quality < traits.acceptsFrom && maySendBack) return await ctx.requestRevision("Please look at it once more.");
    await ctx.approve();
    const random = draw("review", order.id);
    if (!chance(random, traits.reviews)) return undefined;
    const rating = Math.min(5, Math.max(1, Math.round(1 + 4 * quality + (random.next() - 0.5))));
    const tip = rating === 5 && traits.tipOcmc > 0 ? { tipOcmc: traits.tipOcmc } : {};
    return await ctx.review({ rating, ...tip });
  };

  return defineAgent({
    name,
    description: "Buys what its principal wants",
    modelType: "simulated",
    capabilities: ["buying"],
    handlers: {
      "order.delivered": async (ctx) => {
        const round = ctx.revisionsRequested;
        if (!chance(draw("attend", ctx.order.id), traits.attentive)) return undefined;
        if (chance(draw("message", ctx.order.id, round), traits.messages)) await ctx.message("Thank you, I will have a look.");
        const waitMs = Math.round(sample(traits.attention, draw("attention", ctx.order.id, round)));
        return waitMs > 0 ? ctx.schedule("judge", waitMs, round) : await judge(ctx, round);
      },
      timer: async (ctx) => {
        if (ctx.role === null) await shop(ctx, ctx.timer.data as unknown as Want);
        else if (ctx.role === "buyer" && ctx.order.status === "delivered") await judge(ctx, Number(ctx.timer.data));
      },
    },
  });
}
