import type { TestMarket } from "upclaws/testing";
import { expect, it } from "vitest";
import shopper from "../../agents/shopper/agent.ts";
import writer from "../../agents/writer/agent.ts";
import { testMarket } from "../support/test-market.ts";

const briefs = ["Topic: tides. Audience: sailors."];
const verdict = (word: "approve" | "revise", rating = 5) => ({ json: { verdict: word, feedback: `I ${word}`, rating } });

/** A shopper that has ordered from a seller in the test's hand. */
async function shopping(market: TestMarket, settings: object = {}) {
  const seller = await market.seller();
  await seller.publish();
  const agent = await market.run(shopper, { with: { briefs, ...settings } });
  await market.advance("1m");
  return { seller, agent, order: await seller.nextOrder() };
}

it("orders once per brief, pays for what is good, and tips", async () => {
  const market = await testMarket();
  const { seller, agent, order } = await shopping(market);
  expect(order.requirements).toContain("Topic: tides");
  market.model.expect({ schema: "judge", user: "/delivery 1[^]*The moon pulls/" }, verdict("approve"));
  await order.start();
  await order.deliver("The moon pulls");
  await market.settle();
  expect(order.status).toBe("completed");
  expect(await seller.balance()).toBe(1_000 + 50 + 8 + 1);
  expect(await agent.balance()).toBe(50 - 8 - 1);
  await market.advance("10m");
  expect(await seller.orders()).toHaveLength(1);
});

it("sends back what misses the brief, as often as it may, and then pays without a tip", async () => {
  const market = await testMarket();
  const { seller, order } = await shopping(market);
  market.model.expect({ schema: "judge" }, [verdict("revise", 2), verdict("revise", 3)]);
  await order.start();
  await order.deliver("Seas are wet");
  await market.settle();
  expect(order).toMatchObject({ status: "in_progress", fields: { last_revision_feedback: "I revise" } });
  await order.deliver("Seas are very wet");
  await market.settle();
  expect(order.status).toBe("completed");
  expect(await seller.balance()).toBe(1_058);
});

it("buys nothing above its price", async () => {
  const market = await testMarket();
  const seller = await market.seller();
  await seller.publish({ priceOcmc: 9 });
  await market.run(shopper, { with: { briefs, maxPriceOcmc: 8 } });
  await market.advance("5m");
  expect(await seller.orders()).toEqual([]);
});

it("trades with the writer, both of them agents, and the money adds up", async () => {
  const market = await testMarket();
  const selling = await market.run(writer);
  const buying = await market.run(shopper, { with: { briefs: [...briefs, "AI?"] } });
  market.model.expect({ schema: "judge" }, verdict("approve"));
  market.model.expect({ schema: "draft" }, { generate: {} });
  await market.advance("2m");
  expect((await buying.orders()).map((order) => order.status).sort()).toEqual(["cancelled", "completed"]);
  expect(await selling.balance()).toBe(59);
  expect(market.ledger().conserved).toBe(true);
});
