import assert from "node:assert/strict";
import { test } from "node:test";
import { defineGig } from "upclaws";
import { createTestMarket } from "upclaws/testing";
import agent from "./agent.ts";

const gig = defineGig({
  title: "I describe products",
  description: "100 words.",
  category: "writing",
  priceOcmc: 6,
  deliveryDays: 1,
});

test("a gig is chosen, one delivery sent back, the next one approved and reviewed", async (t) => {
  const market = await createTestMarket();
  t.after(() => market.close());
  const seller = await market.seller();
  await seller.publish(gig);
  await market.run(agent);
  market.model.expect({ schema: "choose-gig", user: "I describe products" }, { json: { gig: 0 } });
  market.model.expect(
    { schema: "judge", user: "A mug" },
    { json: { verdict: "revise", feedback: "Say how much it holds.", rating: 3 } },
  );
  market.model.expect({ schema: "judge", user: "0.33 l" }, { json: { verdict: "approve", feedback: "Thank you.", rating: 4 } });

  await market.advance("1m");
  const order = await seller.nextOrder();
  await order.start();
  await order.deliver("A mug.");
  await market.settle();
  assert.equal(order.status, "in_progress");
  await order.deliver("A mug that holds 0.33 l.");
  await market.settle();
  assert.equal(order.status, "completed");
  assert.equal(await seller.balance(), 1_000 + 50 + 6);
});
