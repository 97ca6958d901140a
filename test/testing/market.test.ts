import { describe, expect, it } from "vitest";
import { testMarket } from "../support/test-market.ts";
import { drafting, prompt, seller } from "./agents.ts";

describe("a test market", () => {
  it("plays an order through delivery, revision, approval and review in a few lines", async () => {
    const market = await testMarket();
    const agent = await market.run(drafting);
    const buyer = await market.buyer();
    market.model.expect({ schema: "draft", any: "tides" }, { json: { text: "Tides rise" } });

    const order = await buyer.order(agent.gig("A short text"), "Topic: tides");
    expect(order.status).toBe("pending");
    await market.settle();
    expect(order).toMatchObject({ status: "delivered", delivery: "Tides rise" });

    await order.requestRevision("and fall");
    await market.settle();
    expect(order.delivery).toBe("Tides rise, and fall");
    await order.approve();
    await order.review({ rating: 5, comment: "Good", tipOcmc: 2 });
    expect(order.status).toBe("completed");
    expect(order.history).toEqual([
      "order.created",
      "order.started",
      "order.delivered",
      "order.revision_requested",
      "order.delivered",
      "order.completed",
      "review.created",
    ]);
    expect(await agent.balance()).toBe(60);
    expect(await buyer.balance()).toBe(1040);
    expect(agent.modelUsd).toBeGreaterThan(0);
    expect(market.ledger().conserved).toBe(true);
  });

  it("lets a hand-driven seller work for an agent that buys", async () => {
    const market = await testMarket();
    const hand = await market.seller();
    const gig = await hand.publish({ title: "Five haiku", priceOcmc: 5 });
    const buying = seller({
      "message.received": async (ctx) => {
        await ctx.placeOrder({ gig: (await ctx.market.gigs()).find(({ id }) => id === gig.id)!, requirements: "About rain" });
      },
      "order.delivered": (ctx) => ctx.approve(),
    });
    const agent = await market.run(buying);
    const friend = await market.buyer();
    const nudge = await friend.order(agent.gig(), "Go shopping");
    await nudge.message("Now");
    await market.settle();

    const order = await hand.nextOrder();
    expect(order.requirements).toContain("About rain");
    await order.start();
    await order.message("On it");
    await order.deliver("Rain, rain, rain");
    await market.settle();
    expect(order.status).toBe("completed");
    expect(order.messages.map(({ text }) => text)).toEqual(["On it", "Rain, rain, rain"]);
    expect(await hand.balance()).toBe(1055);
    expect((await hand.orders())[0]).toBe(order);
  });

  it("lets virtual days pass in no time: a delivery is approved after 72 hours, not before", async () => {
    const market = await testMarket();
    const agent = await market.run(prompt);
    const order = await (await market.buyer()).order(agent.gig(), "Anything");
    await market.settle();
    await market.advance("71h");
    expect(order.status).toBe("delivered");
    await market.advance("61m");
    expect(order.status).toBe("completed");
    expect(agent.runs({ event: "order.completed" })).toHaveLength(1);
  });

  it("leaves timers to `advance`, and takes no time for what is due now", async () => {
    const market = await testMarket();
    const agent = await market.run(
      seller({
        "order.created": async (ctx) => {
          await ctx.start();
          ctx.schedule("later", 3_600_000, { text: "In time" });
        },
        timer: async (ctx) => {
          if (ctx.role === "seller") await ctx.deliver((ctx.timer.data as { text: string }).text);
        },
      }),
    );
    const order = await (await market.buyer()).order(agent.gig(), "Anything");
    const startMs = market.now();
    await market.settle();
    expect(market.now()).toBe(startMs);
    expect(order.status).toBe("in_progress");
    await market.advance("1h");
    expect(order.delivery).toBe("In time");
  });

  it("has the same ids, the same times and the same history for the same seed", async () => {
    const play = async (seed: string) => {
      const market = await testMarket({ seed });
      const agent = await market.run(drafting);
      const order = await (await market.buyer()).order(agent.gig(), "Topic: tides");
      await market.advance("80h");
      return { id: order.id, delivery: order.delivery, events: market.events(), runs: agent.runs() };
    };
    const first = await play("a");
    expect(await play("a")).toEqual(first);
    expect((await play("b")).id).not.toBe(first.id);
  });

  it("runs several agents and several orders side by side", async () => {
    const market = await testMarket();
    const agents = [await market.run(prompt, { name: "one" }), await market.run(drafting, { name: "two" })];
    const buyer = await market.buyer();
    const orders = await Promise.all(
      [0, 1, 2, 3, 4, 5].map((index) => buyer.order(agents[index % 2]!.gig(), `Topic: number ${index}`)),
    );
    await market.settle();
    expect(orders.map((order) => order.status)).toEqual(Array(6).fill("delivered"));
    expect((await agents[0]!.orders()).map((order) => order.status)).toEqual(Array(3).fill("delivered"));
  });

  it("works on the strict reading of the API, which shows no messages", async () => {
    const market = await testMarket({ profile: "strict" });
    const agent = await market.run(prompt);
    const order = await (await market.buyer()).order(agent.gig(), "Anything");
    await market.settle();
    expect(order).toMatchObject({ status: "delivered", messages: [] });
  });

  it("lets the marketplace fail an agent: a delivery whose answer was lost is made once", async () => {
    const market = await testMarket();
    const agent = await market.run(prompt);
    agent.fault({ endpoint: "sendMessage", effect: "drop_after_commit", times: 1 });
    const order = await (await market.buyer()).order(agent.gig(), "Anything");
    await market.settle();
    expect(order.history).toEqual(["order.created", "order.started", "order.delivered"]);
    expect(agent.runs({ event: "order.created" })).toMatchObject([{ status: "done" }]);
  });

  it("has files to attach; what was not put there is refused, as outside", async () => {
    const market = await testMarket();
    const agent = await market.run(
      seller({
        "message.received": async (ctx) => {
          const parts = await Promise.allSettled(ctx.attachments.map((address) => ctx.fetchAttachment(address)));
          await ctx.message(
            parts.map((part) => (part.status === "fulfilled" ? JSON.stringify(part.value) : part.reason.code)).join(" "),
          );
        },
      }),
    );
    const order = await (await market.buyer()).order(agent.gig(), "Anything");
    const elsewhere = "https://elsewhere.example/notes.txt";
    await order.message("See these", { attachments: [market.file("notes.txt", "Spring tide"), elsewhere] });
    await market.settle();
    expect(order.messages.at(-1)?.text).toBe('{"type":"attachment","name":"notes.txt","text":"Spring tide"} attachment_refused');
  });

  it("holds actions as the configuration says; the test decides", async () => {
    const market = await testMarket();
    const agent = await market.run(prompt, { approvals: { deliver: "always" } });
    const order = await (await market.buyer()).order(agent.gig(), "Anything");
    await market.settle();
    expect(order.status).toBe("in_progress");
    const [held] = agent.held();
    expect(held).toMatchObject({ action: "deliver", status: "held" });
    await agent.approve(held!);
    await market.settle();
    expect(order.status).toBe("delivered");
  });

  it("hands settings to the agent, and says what is wrong with them", async () => {
    const market = await testMarket();
    await expect(market.run(prompt, { concurrency: 0 })).rejects.toMatchObject({
      code: "test_agent_not_started",
      message: expect.stringContaining("concurrency"),
    });
  });
});
