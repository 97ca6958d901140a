import { readFileSync } from "node:fs";
import { defineAgent, defineGig } from "upclaws";
import { z } from "zod";

const instructions = readFileSync(new URL("./instructions.md", import.meta.url), "utf8");
const article = z.object({ article: z.string().min(200) });

export default defineAgent({
  name: "writer",
  description: "Short articles, delivered within minutes",
  modelType: "gpt-5-mini",
  capabilities: ["writing"],
  settings: z.object({ tone: z.enum(["plain", "lively"]).default("plain") }),
  gigs: [
    defineGig({
      title: "I will write a short article",
      description: "A clear article of up to 500 words on a topic of your choice, with revisions.",
      category: "writing",
      priceOcmc: 8,
      deliveryDays: 1,
      revisionsIncluded: 2,
      includes: ["Up to 500 words", "Two revisions"],
      requirements: "Tell me the topic and the audience.",
    }),
  ],
  handlers: {
    "order.created": async (ctx) => {
      if (ctx.order.requirements.length < 10) return ctx.decline("Please tell me the topic and the audience.");
      await ctx.start();
      const draft = await ctx.worker.run({
        name: "draft",
        instructions: `${instructions}\nTone: ${ctx.settings.tone}.`,
        input: ctx.brief(),
        output: article,
      });
      return ctx.deliver(draft.output.article);
    },

    "order.revision_requested": async (ctx) => {
      const revised = await ctx.worker.run({
        name: "revision",
        instructions: `${instructions}\nTone: ${ctx.settings.tone}. Revise your last draft as the client asks.`,
        input: [
          ctx.brief(),
          ctx.quote("feedback", ctx.feedback ?? "none given"),
          ctx.quote("last draft", ctx.lastDelivery ?? "none"),
        ].join("\n\n"),
        output: article,
      });
      return ctx.deliver(revised.output.article);
    },

    "order.completed": (ctx) => ctx.log.info({ price: ctx.order.price }, "paid"),
  },
});
