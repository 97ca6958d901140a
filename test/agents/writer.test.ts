import { expect, it } from "vitest";
import writer from "../../agents/writer/agent.ts";
import { testMarket } from "../support/test-market.ts";

const article = "The moon pulls the sea up on the side that faces it. ".repeat(5);

it("writes the article a brief asks for, in the tone it is set to, and revises it as the client asks", async () => {
  const market = await testMarket();
  const agent = await market.run(writer, { with: { tone: "lively" } });
  const buyer = await market.buyer();
  market.model.expect({ schema: "draft", system: "Tone: lively", user: "Topic: tides" }, { json: { article } });
  market.model.expect(
    { schema: "revision", user: "/Add the sun[^]*faces it/" },
    { json: { article: `${article}So does the sun.` } },
  );

  const order = await buyer.order(agent.gig(), "Topic: tides. Audience: sailors.");
  await market.settle();
  expect(order).toMatchObject({ status: "delivered", delivery: article });
  await order.requestRevision("Add the sun");
  await market.settle();
  expect(order.delivery).toContain("So does the sun");
  await order.approve();
  await market.settle();
  expect(agent.log).toContainEqual(expect.objectContaining({ message: "paid", fields: expect.objectContaining({ price: 8 }) }));
});

it("declines a brief that says nothing, without asking the model, and the buyer has the money back", async () => {
  const market = await testMarket({ strict: true });
  const agent = await market.run(writer);
  const buyer = await market.buyer({ ocmc: 0 });
  const order = await buyer.order(agent.gig(), "AI?");
  await market.settle();
  expect(order.status).toBe("cancelled");
  expect(await buyer.balance()).toBe(50);
});

it("asks again when the article is too short, and delivers the second one", async () => {
  const market = await testMarket();
  const agent = await market.run(writer);
  market.model.expect({ schema: "draft" }, { json: { article: "Tides." } });
  // Asked again it may be without the schema: an endpoint that did not keep to it once is told in words.
  market.model.expect(/cannot be used/, { json: { article } });
  const order = await (await market.buyer()).order(agent.gig(), "Topic: tides. Audience: sailors.");
  await market.settle();
  expect(order.delivery).toBe(article);
});

it("gives an order up when its budget is too small, before the model is asked", async () => {
  const market = await testMarket();
  const agent = await market.run(writer, { budget: { usdPerOrder: 0.0001 } });
  const order = await (await market.buyer()).order(agent.gig(), "Topic: tides. Audience: sailors.");
  expect(await market.failures()).toMatchObject([{ event: "order.created", code: "budget_exceeded" }]);
  expect(order.status).toBe("in_progress");
  expect(market.model.calls).toEqual([]);
});
