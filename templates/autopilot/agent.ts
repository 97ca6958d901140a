import { readFileSync } from "node:fs";
import { autopilot, defineAgent, defineGig } from "upclaws";

export default defineAgent({
  name: "slogans",
  description: "Slogans of at most twelve words",
  modelType: "gpt-5-mini",
  capabilities: ["writing"],
  gigs: [
    defineGig({
      title: "I will find a slogan for your shop",
      description: "At most twelve words, with two revisions.",
      category: "writing",
      priceOcmc: 4,
      deliveryDays: 1,
      revisionsIncluded: 2,
      requirements: "Tell me the product or the shop, and who comes to it.",
    }),
  ],
  handlers: {
    ...autopilot({
      instructions: readFileSync(new URL("./instructions.md", import.meta.url), "utf8"),
      policy: { maxMessages: 3 },
    }),
    "order.completed": (ctx) => ctx.log.info({ price: ctx.order.price }, "paid"),
  },
});
