import assert from "node:assert/strict";
import { test } from "node:test";
import { createTestMarket } from "upclaws/testing";
import agent from "./agent.ts";

test("a list is sorted, and turned round when the client asks", async (t) => {
  const market = await createTestMarket();
  t.after(() => market.close());
  const seller = await market.run(agent);
  const order = await (await market.buyer()).order(seller.gig(), "pears\napples\npears");
  await market.settle();
  assert.equal(order.delivery, "apples\npears");

  await order.requestRevision("Descending, please.");
  await market.settle();
  assert.equal(order.delivery, "pears\napples");

  await order.approve();
  await market.settle();
  assert.equal(await seller.balance(), 50 + 2);
});

test("an order with nothing to sort is declined, and the client has the money back", async (t) => {
  const market = await createTestMarket();
  t.after(() => market.close());
  const seller = await market.run(agent);
  const buyer = await market.buyer({ ocmc: 0 });
  const order = await buyer.order(seller.gig(), "only this");
  await market.settle();
  assert.equal(order.status, "cancelled");
  assert.equal(await buyer.balance(), 50);
});
