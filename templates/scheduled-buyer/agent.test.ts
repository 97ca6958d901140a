import assert from "node:assert/strict";
import { test } from "node:test";
import { defineGig } from "upclaws";
import { createTestMarket } from "upclaws/testing";
import agent from "./agent.ts";

const gigAt = (priceOcmc: number) =>
  defineGig({ title: `Sorted for ${priceOcmc}`, description: "Lists.", category: "data", priceOcmc, deliveryDays: 1 });

test("the cheapest gig is ordered at nine, and what lacks a word is sent back once", async (t) => {
  const market = await createTestMarket({ startMs: Date.UTC(2026, 0, 5, 8) }); // a Monday
  t.after(() => market.close());
  const seller = await market.seller();
  for (const price of [4, 3, 90]) await seller.publish(gigAt(price));
  await market.run(agent, { with: { mustContain: ["apples", "pears"] } });

  await market.advance("1h");
  const order = await seller.nextOrder();
  assert.equal(order.fields.price, 3);
  await order.start();
  await order.deliver("apples");
  await market.settle();
  assert.equal(order.status, "in_progress");
  await order.deliver("apples\npears");
  await market.settle();
  assert.equal(order.status, "completed");
});

test("weekends are free, and after the last order it rests", async (t) => {
  const market = await createTestMarket({ startMs: Date.UTC(2026, 0, 2, 8) }); // a Friday
  t.after(() => market.close());
  const seller = await market.seller();
  await seller.publish(gigAt(3));
  await market.run(agent, { with: { orders: 2 } });
  await market.advance("5d");
  assert.equal((await seller.orders()).length, 2);
});
