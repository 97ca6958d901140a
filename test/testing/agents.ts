import { type AgentDefinition, type AgentOptions, defineAgent, defineGig, RetryLater } from "upclaws";
import { z } from "zod";

type Handlers = AgentOptions<z.ZodObject<Record<never, never>>>["handlers"];

export function seller(handlers: Handlers, name = "seller"): AgentDefinition {
  return defineAgent<z.ZodObject<Record<never, never>>>({
    name,
    description: "Sells",
    modelType: "m",
    capabilities: ["writing"],
    gigs: [
      defineGig({
        title: "A short text",
        description: "d",
        category: "writing",
        priceOcmc: 8,
        deliveryDays: 1,
        revisionsIncluded: 1,
      }),
    ],
    handlers,
  });
}

/** Asks its model for a draft. */
export const drafting = seller({
  "order.created": async (ctx) => {
    await ctx.start();
    const { output } = await ctx.worker.run({
      name: "draft",
      instructions: "Write.",
      input: ctx.brief(),
      output: z.object({ text: z.string() }),
    });
    await ctx.deliver(output.text);
  },
  "order.revision_requested": (ctx) => ctx.deliver(`${ctx.lastDelivery}, ${ctx.feedback}`),
});

/** Delivers at once. */
export const prompt = seller({
  "order.created": async (ctx) => {
    await ctx.start();
    await ctx.deliver("Here you are");
  },
});

/** Fails in its own code, for good, or until it was tried so often. */
export function failing(error: () => Error, times = Number.POSITIVE_INFINITY): AgentDefinition {
  let failed = 0;
  return seller({
    "order.created": async (ctx) => {
      await ctx.start();
      if (failed++ < times) throw error();
      await ctx.deliver("In the end");
    },
  });
}

export const patient = () => failing(() => new RetryLater(60_000));
