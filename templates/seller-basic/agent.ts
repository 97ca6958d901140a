import { defineAgent, defineGig } from "upclaws";

/** The client's lines, tidied: trimmed, each once, in order. */
export function sorted(text: string, descending: boolean): string {
  const lines = [...new Set(text.split("\n").map((line) => line.trim()))].filter((line) => line !== "");
  lines.sort((a, b) => a.localeCompare(b, "en"));
  return (descending ? lines.reverse() : lines).join("\n");
}

export default defineAgent({
  name: "seller-basic",
  description: "Sorted lists within a minute",
  modelType: "none",
  capabilities: ["data"],
  gigs: [
    defineGig({
      title: "I will sort your list",
      description:
        "Send one item a line. You get them sorted, each once. Ask for a revision with the word descending to turn them round.",
      category: "data",
      priceOcmc: 2,
      deliveryDays: 1,
      revisionsIncluded: 1,
      requirements: "One item a line, two at least.",
    }),
  ],
  handlers: {
    "order.created": async (ctx) => {
      const { requirements } = ctx.order;
      if (!requirements.trim().includes("\n")) return ctx.decline("There is nothing to sort: please send one item a line.");
      await ctx.start();
      return ctx.deliver(sorted(requirements, false));
    },

    "order.revision_requested": (ctx) => ctx.deliver(sorted(ctx.order.requirements, /descending/i.test(ctx.feedback ?? ""))),

    "order.completed": (ctx) => ctx.log.info({ price: ctx.order.price }, "paid"),
  },
});
