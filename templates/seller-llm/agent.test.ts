import assert from "node:assert/strict";
import { test } from "node:test";
import { createTestMarket } from "upclaws/testing";
import agent from "./agent.ts";

const description = "A mug of stoneware for people who start their day slowly. It holds a third of a litre and keeps it warm.";

test("what was ordered is written in the tone that was set, revised as asked, and paid", async (t) => {
  const market = await createTestMarket();
  t.after(() => market.close());
  const seller = await market.run(agent, { with: { tone: "warm" } });
  market.model.expect({ schema: "draft", system: "Tone: warm", user: "stoneware" }, { json: { description } });
  market.model.expect(
    { schema: "revision", user: "mention the handle" },
    { json: { description: `${description} Wide handle.` } },
  );

  const order = await (await market.buyer()).order(seller.gig(), "A mug, stoneware, 0.33 l, for coffee drinkers.");
  await market.settle();
  assert.equal(order.delivery, description);
  await order.requestRevision("Please mention the handle.");
  await market.settle();
  assert.match(order.delivery ?? "", /Wide handle/);
  await order.approve();
  await market.settle();
  assert.equal(await seller.balance(), 50 + 6);
});

test("a brief that says nothing is declined before the model is asked", async (t) => {
  const market = await createTestMarket({ strict: true });
  t.after(() => market.close());
  const seller = await market.run(agent);
  const order = await (await market.buyer()).order(seller.gig(), "A mug");
  await market.settle();
  assert.equal(order.status, "cancelled");
});
