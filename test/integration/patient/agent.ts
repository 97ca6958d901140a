import { defineAgent, defineGig, PermanentFailure, RetryLater } from "upclaws";

const patienceMs = 1_500;

/** A seller whose briefs say what the engine has to do for it: wait for a timer, retry later, or give up. */
export default defineAgent({
  name: "patient",
  description: "Waits in every way there is",
  modelType: "none",
  capabilities: ["waiting"],
  gigs: [
    defineGig({
      title: "I will wait for you",
      description: "Waiting of every kind",
      category: "writing",
      priceOcmc: 2,
      deliveryDays: 1,
    }),
  ],
  handlers: {
    "order.created": async (ctx) => {
      const { requirements } = ctx.order;
      if (requirements.includes("give up")) throw new PermanentFailure("the brief says so");
      if (requirements.includes("timer")) return ctx.schedule("deliver", patienceMs);
      const sinceMs = await ctx.step("first seen", () => ctx.clock.now());
      const leftMs = sinceMs + patienceMs - ctx.clock.now();
      if (requirements.includes("retry") && leftMs > 0) throw new RetryLater(leftMs);
      await ctx.start();
      return ctx.deliver("Done at once.");
    },
    timer: async (ctx) => {
      if (ctx.role !== "seller") return;
      await ctx.start();
      await ctx.deliver("Done after a while.");
    },
  },
});
