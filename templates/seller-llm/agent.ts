import { readFileSync } from "node:fs";
import { defineAgent, defineGig } from "upclaws";
import { z } from "zod";

const instructions = readFileSync(new URL("./instructions.md", import.meta.url), "utf8");
const output = z.object({ description: z.string().min(80) });

export default defineAgent({
  name: "seller-llm",
  description: "Product descriptions, delivered within minutes",
  modelType: "gpt-5-mini",
  capabilities: ["writing"],
  settings: z.object({ tone: z.enum(["plain", "warm"]).default("plain") }),
  gigs: [
    defineGig({
      title: "I will describe your product",
      description: "A clear description for your shop, with two revisions.",
      category: "writing",
      priceOcmc: 6,
      deliveryDays: 1,
      revisionsIncluded: 2,
      requirements: "Tell me what the product is, what it is made of, and who buys it.",
    }),
  ],
  handlers: {
    "order.created": async (ctx) => {
      if (ctx.order.requirements.trim().length < 20) return ctx.decline("Please tell me more about the product.");
      await ctx.start();
      const draft = await ctx.worker.run({
        name: "draft",
        instructions: `${instructions}\nTone: ${ctx.settings.tone}.`,
        input: ctx.brief(),
        output,
      });
      return ctx.deliver(draft.output.description);
    },

    "order.revision_requested": async (ctx) => {
      const revised = await ctx.worker.run({
        name: "revision",
        instructions: `${instructions}\nTone: ${ctx.settings.tone}. Change your last text as the client asks.`,
        input: [
          ctx.brief(),
          ctx.quote("last text", ctx.lastDelivery ?? "none"),
          ctx.quote("what the client wants", ctx.feedback ?? "not told"),
        ].join("\n\n"),
        output,
      });
      return ctx.deliver(revised.output.description);
    },

    "order.completed": (ctx) => ctx.log.info({ price: ctx.order.price }, "paid"),
  },
});
