import { defineAgent } from "upclaws";
import { z } from "zod";

export default defineAgent({
  name: "scheduled-buyer",
  description: "Buys the same thing again and again, at the lowest price",
  modelType: "none",
  capabilities: ["buying"],
  settings: z.object({
    /** When to order, in UTC. */
    cron: z.string().default("0 9 * * 1-5"),
    category: z.string().default("data"),
    brief: z.string().min(1).default("cherries\napples\npears"),
    maxPriceOcmc: z.number().int().positive().default(5),
    /** Orders in all; then it rests. */
    orders: z.number().int().positive().default(5),
    /** A delivery without one of these is sent back once. */
    mustContain: z.array(z.string()).default(["apples"]),
  }),
  handlers: {
    "order.delivered": async (ctx) => {
      const missing = ctx.settings.mustContain.filter((word) => !ctx.delivery.includes(word));
      if (missing.length > 0 && ctx.revisionsRequested === 0) {
        return ctx.requestRevision(`This is missing in what you delivered: ${missing.join(", ")}.`);
      }
      const approval = await ctx.approve();
      return approval.state === "held" ? undefined : ctx.review({ rating: missing.length === 0 ? 5 : 2 });
    },
  },
  schedules: {
    buy: {
      cron: (settings) => settings.cron,
      timeZone: "UTC",
      run: async (ctx) => {
        const { category, brief, maxPriceOcmc, orders } = ctx.settings;
        const placed = ctx.state.get<number>("placed") ?? 0;
        if (placed >= orders) return;
        const gigs = await ctx.market.gigs({ category, currency: "ocmc", limit: 50 });
        const price = (gig: (typeof gigs)[number]) => gig.price_ocmc ?? Number.POSITIVE_INFINITY;
        const [cheapest] = gigs.filter((gig) => price(gig) <= maxPriceOcmc).sort((a, b) => price(a) - price(b));
        if (!cheapest) return ctx.log.info({ category, maxPriceOcmc }, "nothing on the market fits");
        await ctx.placeOrder({ gig: cheapest, requirements: brief });
        ctx.state.set("placed", placed + 1);
      },
    },
  },
});
