import { describe, expect, it } from "vitest";
import type { ApiRequest, ApiResponse } from "../../src/protocol/transport.ts";
import { House } from "../support/market-house.ts";
import { begin, delivered, openTrade, place, revise, statusOf } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";

const sameText = "Otters are fine";

describe.each(["default", "strict"] as const)("a delivery, in the %s profile", (profile) => {
  async function open(text: string) {
    const world = await MarketWorld.open(profile);
    const trade = await openTrade(world);
    const house = new House({
      world,
      actor: trade.seller,
      agent: {
        handlers: {
          "order.created": (ctx) => ctx.deliver(text),
          "order.revision_requested": (ctx) => ctx.deliver(text),
        },
      },
    });
    /** Something that happens after the platform took our delivery and before we could read back. */
    const afterLostAnswer = (move: (taskId: string) => Promise<unknown>) => {
      world.platform.faults.add({ effect: "drop_after_commit", endpoint: "sendMessage", times: 1 });
      let sent = "";
      world.taps.push(async (request, next) => {
        if (request.endpoint === "getOrder" && sent !== "") {
          const taskId = sent;
          sent = "";
          await move(taskId);
        }
        return next().finally(() => {
          if (request.endpoint === "sendMessage") sent = request.params.taskId ?? "";
        });
      });
    };
    return { world, trade, house, afterLostAnswer };
  }

  it("is known to be ours when it was approved before we could read back", async () => {
    const { world, trade, house, afterLostAnswer } = await open("A new text");
    const taskId = await begin(trade);
    afterLostAnswer((id) => trade.buyer.client.approveOrder({ taskId: id }));
    await house.tell("order.created", { order_id: taskId });
    expect(house.run()).toMatchObject({ status: "done" });
    expect(await statusOf(trade, taskId)).toBe("completed");
    expect(world.happened("order.delivered")).toHaveLength(1);
  });

  it("is known to be ours when it was sent back before we could read back, and counts as a round", async () => {
    const { world, trade, house, afterLostAnswer } = await open("A new text");
    const taskId = await begin(trade);
    afterLostAnswer((id) => trade.buyer.client.requestRevision({ taskId: id, feedback: "Shorter" }));
    await house.tell("order.created", { order_id: taskId });
    expect(house.run()).toMatchObject({ status: "done" });
    expect(world.happened("order.delivered")).toHaveLength(1);
    expect(house.engine.countActions({ agent: "house", subject: taskId, name: "deliver", status: "done" })).toBe(1);
  });

  it("of the same words as the last one is done when the order shows it", async () => {
    const { world, trade, house } = await open(sameText);
    const taskId = await delivered(trade);
    await revise(trade, taskId);
    world.platform.faults.add({ effect: "drop_after_commit", endpoint: "sendMessage", times: 1 });
    await house.tell("order.revision_requested", { order_id: taskId });
    expect(house.run()).toMatchObject({ status: "done" });
    expect(world.happened("order.delivered")).toHaveLength(2);
  });

  it("of the same words as the last one is reported as unknown, never sent again, when nothing can tell", async () => {
    const { world, trade, house } = await open(sameText);
    const taskId = await delivered(trade);
    await revise(trade, taskId);
    world.platform.faults.add({ effect: "drop_before_commit", endpoint: "sendMessage", times: 1 });
    await house.tell("order.revision_requested", { order_id: taskId });
    expect(house.run()).toMatchObject({ status: "dead", code: "outcome_unknown" });
    expect(world.calls("sendMessage")).toBe(1);
    // Out of the dead letters it is read back once more; by then a person has delivered.
    await trade.seller.client.sendMessage({ taskId, content: sameText, isDelivery: true });
    await house.engine.retry(house.run().id);
    await house.finish();
    expect(house.run()).toMatchObject({ status: "done" });
    expect(world.calls("sendMessage")).toBe(1);
  });

  it("into a parked revision starts the order first, each as an action of its own", async () => {
    const { world, trade, house } = await open("Second text");
    const taskId = await delivered(trade);
    await revise(trade, taskId);
    let parked = true;
    world.taps.push(async (request: ApiRequest, next: () => Promise<ApiResponse>) => {
      if (request.endpoint === "startOrder") {
        parked = false;
        return { status: 200, headers: {}, body: { success: true } };
      }
      const answer = await next();
      if (request.endpoint !== "getOrder" || !parked) return answer;
      const { order } = answer.body as { order: object };
      return { ...answer, body: { order: { ...order, status: "revision_requested" } } };
    });
    await house.tell("order.revision_requested", { order_id: taskId });
    expect(house.run()).toMatchObject({ status: "done" });
    const writes = world.requests
      .map((request) => request.endpoint)
      .filter((name) => name === "startOrder" || name === "sendMessage");
    expect(writes).toEqual(["startOrder", "sendMessage"]);
    expect(house.engine.countActions({ agent: "house", subject: taskId, name: "start", status: "done" })).toBe(1);
    expect(await statusOf(trade, taskId)).toBe("delivered");
  });
});

describe("ordering", () => {
  it("places two orders of the same gig side by side exactly once each, also when both answers are lost", async () => {
    const world = await MarketWorld.open("strict");
    const trade = await openTrade(world);
    await place(trade);
    const house = new House({
      world,
      actor: trade.buyer,
      agent: {
        handlers: {
          unknown: async (ctx) => {
            const [gig] = await ctx.market.gigs();
            await Promise.allSettled(["one", "two"].map((requirements) => ctx.placeOrder({ gig: gig!, requirements })));
          },
        },
      },
    });
    world.platform.faults.add({ effect: "drop_after_commit", endpoint: "placeOrder", times: 2 });
    await house.tell("go");
    expect(house.run()).toMatchObject({ status: "done" });
    expect(world.happened("order.created")).toHaveLength(3);
    expect(world.calls("placeOrder")).toBe(2);
  });
});
