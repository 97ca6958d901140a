import { defineAgent, defineGig } from "upclaws";

/** Begins its work and never ends it, without a single await. */
export default defineAgent({
  name: "endless",
  description: "Works for ever",
  modelType: "none",
  capabilities: ["writing"],
  gigs: [
    defineGig({
      title: "I will work for ever",
      description: "A piece of work that is begun at once and is never done.",
      category: "writing",
      priceOcmc: 5,
      deliveryDays: 1,
    }),
  ],
  handlers: {
    "order.created": () => {
      for (;;);
    },
  },
});
