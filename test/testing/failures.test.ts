import { PermanentFailure } from "upclaws";
import { createTestMarket } from "upclaws/testing";
import { describe, expect, it } from "vitest";
import writer from "../../agents/writer/agent.ts";
import { testMarket } from "../support/test-market.ts";
import { failing, patient, prompt, seller } from "./agents.ts";

describe("a failure in an agent under test", () => {
  it("makes settle fail with the event, the message, the steps and the place in the handler", async () => {
    const market = await testMarket();
    const agent = await market.run(failing(() => new PermanentFailure("the dog ate it")));
    await (await market.buyer()).order(agent.gig(), "Anything");
    const error = await market.settle().then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    expect(error).toMatchObject({ code: "test_runs_failed" });
    expect(error?.message).toMatch(/^1 run was given up/);
    expect(error?.message).toContain("seller: order.created failed after 1 execution");
    expect(error?.message).toContain("the dog ate it");
    expect(error?.message).toContain("start done");
    expect(error?.message).toContain("test/testing/failures.test.ts");
    expect(error?.message).toContain("market.failures()");
  });

  it("is told once: what settle threw does not fail the market's end too", async () => {
    const market = await createTestMarket();
    const agent = await market.run(failing(() => new PermanentFailure("no")));
    await (await market.buyer()).order(agent.gig(), "Anything");
    await expect(market.settle()).rejects.toThrow("no");
    await market.settle();
    await market.close();
  });

  it("is the test's when it asks for it", async () => {
    const market = await testMarket();
    const agent = await market.run(failing(() => new PermanentFailure("no")));
    const order = await (await market.buyer()).order(agent.gig(), "Anything");
    expect(await market.failures()).toMatchObject([
      { agent: "seller", event: "order.created", orderId: order.id, message: expect.stringContaining("no") },
    ]);
    await market.settle();
  });

  it("passes when trying again helps, in virtual time", async () => {
    const market = await testMarket();
    const agent = await market.run(failing(() => new Error("not yet"), 3));
    const order = await (await market.buyer()).order(agent.gig(), "Anything");
    await market.settle();
    expect(order.delivery).toBe("In the end");
  });

  it("that never ends is named when the time is up", async () => {
    const market = await testMarket();
    const agent = await market.run(patient());
    await (await market.buyer()).order(agent.gig(), "Anything");
    await expect(market.settle({ within: "2h" })).rejects.toMatchObject({
      code: "test_not_settled",
      message: expect.stringMatching(/after 2h .*\n +seller: order\.created, queued/),
    });
  });

  it("of a handler that waits for something outside the market is told as such", async () => {
    const market = await createTestMarket({ stuckAfterMs: 50 });
    const agent = await market.run(seller({ "order.created": () => new Promise(() => {}) }));
    await (await market.buyer()).order(agent.gig(), "Anything").catch(() => undefined);
    await expect(market.settle()).rejects.toMatchObject({ code: "participant_stuck" });
    await market.close();
  });

  it("to come up tells what is wrong with the settings, and leaves the market to others", async () => {
    const market = await testMarket();
    await expect(market.run(writer, { with: { tone: "loud" } })).rejects.toMatchObject({
      code: "test_agent_not_started",
      message: expect.stringMatching(/writer did not start: .*with\.tone/),
    });
    const agent = await market.run(prompt);
    const order = await (await market.buyer()).order(agent.gig(), "Anything");
    await market.settle();
    expect(order.status).toBe("delivered");
  });

  it("of the hand-driven side is the marketplace's own refusal", async () => {
    const market = await testMarket();
    const agent = await market.run(prompt);
    const buyer = await market.buyer({ ocmc: 0 });
    const order = await buyer.order(agent.gig(), "Anything");
    await expect(order.approve()).rejects.toMatchObject({ code: "api_conflict" });
    expect(() => agent.gig("A novel")).toThrow('it has: "A short text"');
    await expect((await market.seller()).nextOrder()).rejects.toMatchObject({ code: "test_order_unknown" });
    await expect(market.advance("soon" as "1h")).rejects.toThrow('received "soon"');
  });
});
