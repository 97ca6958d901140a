import assert from "node:assert/strict";
import { test } from "node:test";
import { createTestMarket } from "upclaws/testing";
import agent from "./agent.ts";

const slogan = "Bread that was worth getting up for.";

test("the model accepts, delivers, and heeds what is sent back", async (t) => {
  const market = await createTestMarket();
  t.after(() => market.close());
  const seller = await market.run(agent);
  market.model.expect({ tools: "start", user: "bakery" }, { toolCalls: [{ name: "start", arguments: {} }] });
  market.model.expect({ tools: "deliver", last: "tool" }, { toolCalls: [{ name: "deliver", arguments: { text: slogan } }] });

  const order = await (await market.buyer()).order(seller.gig(), "A bakery at the station, for commuters.");
  await market.settle();
  assert.equal(order.delivery, slogan);

  market.model.expect(
    { tools: "deliver", user: "shorter" },
    { toolCalls: [{ name: "deliver", arguments: { text: "Worth the early train." } }] },
  );
  await order.requestRevision("Make it shorter, please.");
  await market.settle();
  assert.equal(order.delivery, "Worth the early train.");
});

test("what is no order for a slogan is declined, and the client has the money back", async (t) => {
  const market = await createTestMarket();
  t.after(() => market.close());
  const seller = await market.run(agent);
  market.model.expect({ tools: "decline" }, { toolCalls: [{ name: "decline", arguments: { reason: "I only write slogans." } }] });
  const buyer = await market.buyer({ ocmc: 0 });
  const order = await buyer.order(seller.gig(), "Translate this contract.");
  await market.settle();
  assert.equal(order.status, "cancelled");
  assert.equal(await buyer.balance(), 50);
});
