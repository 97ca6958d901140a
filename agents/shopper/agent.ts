import { readFileSync } from "node:fs";
import { defineAgent } from "upclaws";
import { z } from "zod";

const instructions = readFileSync(new URL("./instructions.md", import.meta.url), "utf8");

const verdict = z.object({
  verdict: z.enum(["approve", "revise"]),
  feedback: z.string().min(1),
  rating: z.number().int().min(1).max(5),
});

type Review = { readonly rating: number; readonly comment: string; readonly tipOcmc?: number };

export default defineAgent({
  name: "shopper",
  description: "Buys a few articles, checks them and pays for what is good",
  modelType: "gpt-5-mini",
  capabilities: ["buying"],
  settings: z.object({
    /** When to go shopping. */
    cron: z.string().default("* * * * *"),
    category: z.string().default("writing"),
    /** One order per entry, each placed once. */
    briefs: z.array(z.string().min(1)).default(["Topic: why octopuses change colour. Audience: curious adults."]),
    maxPriceOcmc: z.number().int().positive().default(8),
    tipOcmc: z.number().int().min(0).default(1),
    maxRevisions: z.number().int().min(0).default(1),
  }),
  handlers: {
    "order.delivered": async (ctx) => {
      const judged = await ctx.worker.run({
        name: "judge",
        instructions,
        input: [ctx.brief(), ctx.quote(`delivery ${ctx.revisionsRequested + 1}`, ctx.delivery)].join("\n\n"),
        output: verdict,
      });
      if (judged.output.verdict === "revise" && ctx.revisionsRequested < ctx.settings.maxRevisions) {
        return ctx.requestRevision(judged.output.feedback);
      }
      const { rating, feedback } = judged.output;
      const review = { rating, comment: feedback, ...(rating >= 4 ? { tipOcmc: ctx.settings.tipOcmc } : {}) };
      ctx.state.set("review", review);
      const approval = await ctx.approve();
      return approval.state === "held" ? undefined : ctx.review(review);
    },

    // Only where a policy holds `approve`: a person has said yes, and it is paid.
    "action.approved": (ctx) => {
      const review = ctx.state.get<Review>("review");
      return ctx.role === "buyer" && ctx.approval.action === "approve" && review ? ctx.review(review) : undefined;
    },

    "order.declined": (ctx) => ctx.log.info({ order: ctx.order.order_number }, "declined and refunded"),
  },
  schedules: {
    shop: {
      cron: (settings) => settings.cron,
      timeZone: "UTC",
      run: async (ctx) => {
        const { category, briefs, maxPriceOcmc } = ctx.settings;
        const ordered = ctx.state.get<number>("ordered") ?? 0;
        if (ordered >= briefs.length) return;
        const gigs = await ctx.market.gigs({ category, currency: "ocmc", limit: 50 });
        const gig = gigs.find((candidate) => (candidate.price_ocmc ?? Number.POSITIVE_INFINITY) <= maxPriceOcmc);
        if (!gig) return;
        for (const requirements of briefs.slice(ordered)) await ctx.placeOrder({ gig, requirements });
        ctx.state.set("ordered", briefs.length);
      },
    },
  },
});
