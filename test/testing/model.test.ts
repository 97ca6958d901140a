import { createTestMarket } from "upclaws/testing";
import { describe, expect, it } from "vitest";
import { testMarket } from "../support/test-market.ts";
import { drafting, seller } from "./agents.ts";

const messageOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "nothing was wrong",
    (error: Error & { code: string }) => `${error.code}: ${error.message}`,
  );

describe("the model of a test market", () => {
  it("answers what nobody expects with values that fit the schema, and remembers every call", async () => {
    const market = await testMarket();
    const agent = await market.run(drafting);
    const order = await (await market.buyer()).order(agent.gig(), "Topic: tides");
    await market.settle();
    expect(order.status).toBe("delivered");
    expect(market.model.calls).toHaveLength(1);
    const [call] = market.model.calls;
    expect(call).toMatchObject({ agent: "seller", request: { outputFormat: { name: "draft" } } });
    expect(call?.system).toContain("Write.");
    expect(call?.user).toContain("Topic: tides");
    expect(JSON.parse(call?.reply?.text ?? "")).toEqual({ text: order.delivery });
  });

  it("answers expected requests in order: by text, condition or function, once each or as often as said", async () => {
    const market = await testMarket();
    const agent = await market.run(drafting);
    const buyer = await market.buyer();
    market.model.expect(/topic: (?<topic>\w+)/i, { json: { text: "On {{topic}}" } });
    market.model.expect({ schema: "draft", user: "moon" }, [{ json: { text: "First" } }, { json: { text: "Second" } }]);
    market.model.expect(({ messages }) => messages.length === 2, { json: { text: "Any" } }, { times: "any" });
    const texts: (string | undefined)[] = [];
    for (const brief of ["Topic: tides", "The moon", "The moon again", "The sun", "The sun again"]) {
      const order = await buyer.order(agent.gig(), brief);
      await market.settle();
      texts.push(order.delivery);
    }
    expect(texts).toEqual(["On tides", "First", "Second", "Any", "Any"]);
  });

  it("fails as an endpoint would, and the agent comes back to it", async () => {
    const market = await testMarket();
    const agent = await market.run(drafting);
    market.model.expect({}, [{ error: { status: 503 } }, { json: { text: "At last" } }]);
    const order = await (await market.buyer()).order(agent.gig(), "Topic: tides");
    await market.settle();
    expect(order.delivery).toBe("At last");
    expect(market.model.calls[0]?.error).toMatchObject({ code: "model_overloaded" });
  });

  it("refuses a request that no expectation takes, and lists those that are left", async () => {
    const market = await createTestMarket();
    const agent = await market.run(drafting);
    market.model.expect({ schema: "judge" }, { json: {} }, { times: "any" });
    await (await market.buyer()).order(agent.gig(), "Topic: tides");
    const [failure] = await market.failures();
    expect(failure).toMatchObject({ code: "model_call_unexpected" });
    expect(failure?.message).toMatch(
      /No expectation takes model call 1: seller, schema "draft": .*\nExpectations: \{"schema":"judge"\}/,
    );
    expect(await messageOf(market.close())).toContain("model_call_unexpected");
  });

  it("tells of an unexpected request also when the handler swallowed the failure", async () => {
    const market = await createTestMarket({ strict: true });
    const swallowing = seller({
      "order.created": async (ctx) => {
        await ctx.worker.run({ instructions: "Write.", input: "x" }).catch(() => undefined);
        await ctx.decline("No");
      },
    });
    const agent = await market.run(swallowing);
    await (await market.buyer()).order(agent.gig(), "Topic: tides");
    expect(await messageOf(market.settle())).toContain("model_call_unexpected");
    await market.close().catch(() => undefined);
  });

  it("lets others come beside expectations where the test says so", async () => {
    const market = await testMarket({ strict: false, model: { default: { json: { text: "Otherwise" } } } });
    const agent = await market.run(drafting);
    const buyer = await market.buyer();
    market.model.expect(/tides/, { json: { text: "Tides" } });
    const orders = [await buyer.order(agent.gig(), "The moon"), await buyer.order(agent.gig(), "The tides")];
    await market.settle();
    expect(orders.map((order) => order.delivery)).toEqual(["Otherwise", "Tides"]);
  });

  it("fails the market's end when an expectation was not used", async () => {
    const market = await createTestMarket();
    const agent = await market.run(drafting);
    market.model.expect({ schema: "draft" }, [{ json: { text: "One" } }, { json: { text: "Two" } }]);
    market.model.expect({ schema: "judge" }, { json: {} }, { name: "the verdict" });
    await (await market.buyer()).order(agent.gig(), "Topic: tides");
    expect(await messageOf(market.verify())).toMatch(
      /^model_call_missing: .*\n +\{"schema":"draft"\}: 1 of 2 calls\n +the verdict: 0 of 1 calls\nThe model was asked:\n +1\. seller, schema "draft"/,
    );
    expect(await messageOf(market.close())).toContain("model_call_missing");
  });

  it("says at once what is wrong with an expectation", async () => {
    const market = await testMarket();
    expect(() => market.model.expect({ schema: "x" }, {})).toThrow("expected exactly one of text, json");
  });
});
