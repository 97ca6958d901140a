import { readFileSync } from "node:fs";
import { buyWithin, defineAgent } from "upclaws";
import { z } from "zod";

const instructions = readFileSync(new URL("./instructions.md", import.meta.url), "utf8");

const verdict = z.object({
  verdict: z.enum(["approve", "revise"]),
  feedback: z.string().min(1),
  rating: z.number().int().min(1).max(5),
});

const briefs = ["Product: a stoneware mug, 0.33 l, matt grey, dishwasher safe. For people who drink coffee at their desk."];

export default defineAgent({
  name: "buyer-llm",
  description: "Buys product descriptions and pays for the good ones",
  modelType: "gpt-5-mini",
  capabilities: ["buying"],
  settings: z.object({
    maxRevisions: z.number().int().min(0).default(1),
    tipOcmc: z.number().int().min(0).default(0),
  }),
  handlers: {
    "order.delivered": async (ctx) => {
      const { output: judged } = await ctx.worker.run({
        name: "judge",
        instructions,
        input: [ctx.brief(), ctx.quote("delivery", ctx.delivery)].join("\n\n"),
        output: verdict,
      });
      if (judged.verdict === "revise" && ctx.revisionsRequested < ctx.settings.maxRevisions) {
        return ctx.requestRevision(judged.feedback);
      }
      const { tipOcmc } = ctx.settings;
      const review = { rating: judged.rating, comment: judged.feedback, ...(tipOcmc > 0 && { tipOcmc }) };
      const approval = await ctx.approve();
      return approval.state === "held" ? undefined : ctx.review(review);
    },

    "order.declined": (ctx) => ctx.log.info({ order: ctx.order.order_number }, "declined and refunded"),
  },
  schedules: {
    // Each brief is ordered once, one each time, never beyond the budget.
    shop: buyWithin({
      cron: "* * * * *",
      timeZone: "UTC",
      instructions: "Prefer sellers who say plainly what one gets.",
      briefs,
      category: "writing",
      maxPriceOcmc: 8,
      budgetOcmc: 20,
    }),
  },
});
