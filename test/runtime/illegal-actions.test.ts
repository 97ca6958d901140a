import { describe, expect, it } from "vitest";
import type { UpclawsError } from "../../src/base/errors.ts";
import { House } from "../support/market-house.ts";
import { begin, delivered, openTrade, place } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";

async function open() {
  const world = await MarketWorld.open();
  return { world, trade: await openTrade(world) };
}

describe("an action that role and status forbid", () => {
  it("is a typed error that names what is possible, raised before any request", async () => {
    const { world, trade } = await open();
    const orderId = await place(trade);
    let caught: UpclawsError | undefined;
    const house = new House({
      world,
      actor: trade.seller,
      agent: {
        handlers: { "order.created": (ctx) => ctx.deliver("too early").catch((error: UpclawsError) => (caught = error)) },
      },
    });
    await house.tell("order.created", { order_id: orderId });
    expect(caught).toMatchObject({
      code: "action_not_allowed",
      retryable: false,
      details: { action: "deliver", role: "seller", status: "pending", allowed: ["start", "decline", "message"] },
    });
    expect(world.calls("sendMessage")).toBe(0);
    expect(house.run()).toMatchObject({ status: "done" });
  });

  it("is a dead letter when the handler lets it through and nobody else moved the order", async () => {
    const { world, trade } = await open();
    const orderId = await place(trade);
    const house = new House({
      world,
      actor: trade.seller,
      agent: { handlers: { "order.created": (ctx) => ctx.deliver("too early") } },
    });
    await house.tell("order.created", { order_id: orderId });
    expect(house.run()).toMatchObject({ status: "dead", code: "action_not_allowed" });
  });

  it("is a dead letter, not somebody else's doing, when our own earlier action moved the order", async () => {
    const { world, trade } = await open();
    const orderId = await place(trade);
    const house = new House({
      world,
      actor: trade.seller,
      agent: {
        handlers: {
          "order.created": async (ctx) => {
            await ctx.start();
            await ctx.decline("changed my mind");
          },
        },
      },
    });
    await house.tell("order.created", { order_id: orderId });
    expect(house.run()).toMatchObject({ status: "dead", code: "action_not_allowed" });
    expect(world.happened("order.declined")).toHaveLength(0);
  });

  it("is a dead letter when a handler delivers twice in one run", async () => {
    const { world, trade } = await open();
    const orderId = await begin(trade);
    const house = new House({
      world,
      actor: trade.seller,
      agent: {
        handlers: {
          "order.created": async (ctx) => {
            await ctx.deliver("first");
            await ctx.deliver("second");
          },
        },
      },
    });
    await house.tell("order.created", { order_id: orderId });
    expect(house.run()).toMatchObject({ status: "dead", code: "action_not_allowed" });
    expect(world.happened("order.delivered")).toHaveLength(1);
  });

  it("ends lost_to_other when somebody else moved the order after our own action", async () => {
    const { world, trade } = await open();
    const orderId = await delivered(trade);
    const house = new House({
      world,
      actor: trade.buyer,
      agent: {
        handlers: {
          "order.delivered": async (ctx) => {
            await ctx.requestRevision("again");
            await ctx.step("the seller is quick", async () => {
              await trade.seller.client.sendMessage({ taskId: orderId, content: "done", isDelivery: true });
              await trade.buyer.client.approveOrder({ taskId: orderId });
            });
            await ctx.approve();
          },
        },
      },
    });
    await house.tell("order.delivered", { order_id: orderId });
    expect(house.run()).toMatchObject({ status: "lost_to_other" });
  });
});
