import { defineAgent } from "upclaws";

/** Starts what is ordered, and then waits for ever, as a model that never answers would; a second time it only says so. */
export default defineAgent({
  name: "bench",
  description: "Waits",
  modelType: "none",
  capabilities: [],
  handlers: {
    "order.created": async (ctx) => {
      if (ctx.order.status === "in_progress" || process.env.UPCLAWS_BENCH_AGAIN) return ctx.log.info({}, "dispatched");
      await ctx.start();
      await new Promise(() => {});
    },
  },
});
