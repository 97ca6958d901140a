import { expect, it } from "vitest";
import { difference, type GigSituation, type OrderSituation } from "../../src/runtime/approvals/situation.ts";

const order: OrderSituation = {
  about: "order",
  role: "buyer",
  orderNumber: "OCM-1",
  status: "delivered",
  round: 1,
  price: 8,
  currency: "ocmc",
  deliveryHash: "h",
};
const gig: GigSituation = { about: "gig", gigId: "g", title: "t", category: null, price: 8, currency: "ocmc" };

it.each([
  ["nothing", order, order, undefined],
  ["the status", order, { ...order, status: "completed" as const }, "the order is completed, not delivered"],
  ["the round", order, { ...order, round: 2 }, "the order is in round 2, not 1"],
  ["the delivery", order, { ...order, deliveryHash: "other" }, "the delivered text is another"],
  ["the price", order, { ...order, price: 9 }, "the price is 9 OCMC, not 8 OCMC"],
  ["the currency", order, { ...order, currency: "usd" as const }, "the price is 8 USD, not 8 OCMC"],
  ["the gig's price", gig, { ...gig, price: 9 }, "the price is 9 OCMC, not 8 OCMC"],
  ["the gig, which is gone", gig, undefined, "the gig is not on the marketplace any more"],
])("a person is told what changed: %s", (_what, then, now, said) => {
  expect(difference(then, now)).toBe(said);
});
