import { keyedRandom } from "../../base/keyed-random.ts";
import { chance } from "../../base/random.ts";
import { type AgentDefinition, defineAgent } from "../../runtime/agent.ts";
import type { SellerContext } from "../../runtime/context/order-context.ts";
import type { GigDefinition } from "../../runtime/gig.ts";
import { sample } from "../scenario/distribution.ts";
import type { SellerTraits } from "../scenario/population-schema.ts";

export interface SellerBotOptions {
  readonly name: string;
  readonly seed: number;
  readonly traits: SellerTraits;
  readonly gig: GigDefinition;
}

/** Takes orders up, works for a while, delivers; an agent like any other. What it draws hangs on the order, so that a replay draws the same. */
export function sellerBot({ name, seed, traits, gig }: SellerBotOptions): AgentDefinition {
  const draw = (what: string, ...key: (string | number)[]) => keyedRandom(seed, name, what, ...key);
  const beginWork = (ctx: SellerContext, round: number) =>
    ctx.schedule("work", Math.round(sample(traits.workTime, draw("work", ctx.order.id, round))), round);

  const deliver = async (ctx: SellerContext, round: number) => {
    const thought = traits.thinks
      ? (await ctx.worker.run({ name: "write", instructions: "Write what the client asks for.", input: ctx.brief() })).output
      : "Here is what you asked for.";
    await ctx.deliver(`${thought}\n\n${ctx.order.order_number}, version ${round + 1}`);
    if (chance(draw("message", ctx.order.id, round), traits.messages)) await ctx.message("Tell me if anything is missing.");
  };

  return defineAgent({
    name,
    description: traits.pitch || "A seller",
    modelType: "simulated",
    capabilities: [gig.category],
    gigs: [gig],
    handlers: {
      "order.created": async (ctx) => {
        if (chance(draw("decline", ctx.order.id), traits.declines)) return ctx.decline("I cannot take this on.");
        await ctx.start();
        return beginWork(ctx, 0);
      },
      "order.revision_requested": (ctx) => {
        const round = (ctx.state.get<number>("round") ?? 0) + 1;
        ctx.state.set("round", round);
        beginWork(ctx, round);
      },
      timer: async (ctx) => {
        if (ctx.role !== "seller" || !["in_progress", "revision_requested"].includes(ctx.order.status)) return;
        await deliver(ctx, Number(ctx.timer.data));
      },
    },
  });
}
