import { describe, expect, it } from "vitest";
import { type Authored, House } from "../support/market-house.ts";
import { begin, delivered, hand, openTrade, place, revise, statusOf, type Trade } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";

/** A seller who delivers a numbered text every time it is called, and tells what it was called for. */
function diligent(seen: string[]): Authored {
  return {
    handlers: {
      "order.created": async (ctx) => {
        seen.push("created");
        await ctx.start();
        await ctx.deliver("first text");
      },
      "order.revision_requested": async (ctx) => {
        seen.push(`revision: ${ctx.feedback ?? "?"}, last: ${ctx.lastDelivery ?? "?"}`);
        await ctx.deliver(`text after ${seen.length} events`);
      },
    },
  };
}

describe.each(["default", "strict"] as const)("an event's identity, in the %s profile", (profile) => {
  async function open(code: (seen: string[]) => Authored = diligent) {
    const world = await MarketWorld.open(profile);
    const trade = await openTrade(world);
    const seen: string[] = [];
    const house = new House({ world, actor: trade.seller, agent: code(seen) });
    const ends = () => house.engine.list().map((run) => run.status);
    return { world, trade, seen, house, ends };
  }

  it("runs one of several notifications of the same event under different ids", async () => {
    const { trade, seen, house, ends } = await open();
    const orderId = await place(trade);
    await house.poll();
    await house.tell("order.created", { order_id: orderId });
    await house.tell("order.created", { order_id: orderId });
    expect(seen).toEqual(["created"]);
    expect(ends()).toEqual(["done", "superseded", "superseded"]);
  });

  it("runs an event once when its notification and reconcile come together", async () => {
    const { world, trade, seen, house } = await open();
    await place(trade);
    await Promise.all([house.reconcile(), house.poll()]);
    await house.reconcile();
    expect(seen).toEqual(["created"]);
    expect(world.happened("order.delivered")).toHaveLength(1);
  });

  it("supersedes a late duplicate of a revision request after the new delivery", async () => {
    const { world, trade, seen, house } = await open();
    const orderId = await place(trade);
    await house.poll();
    await revise(trade, orderId);
    await house.poll();
    const late = await house.tell("order.revision_requested", { order_id: orderId, feedback: "Shorter, please" });
    expect(house.run(late)).toMatchObject({ status: "superseded", reason: expect.stringContaining("delivered") });
    expect(seen).toEqual(["created", "revision: Shorter, please, last: first text"]);
    expect(world.happened("order.delivered")).toHaveLength(2);
  });

  it("takes a second revision request for a round of its own", async () => {
    const { world, trade, seen, house } = await open();
    const orderId = await place(trade);
    await house.poll();
    await revise(trade, orderId, "one");
    await house.poll();
    await revise(trade, orderId, "two");
    await house.poll();
    expect(seen).toEqual(["created", "revision: one, last: first text", "revision: two, last: text after 2 events"]);
    expect(world.happened("order.delivered")).toHaveLength(3);
  });

  it("keeps order.created and the first revision apart although both find the order in progress", async () => {
    const { trade, seen, house, ends } = await open();
    const orderId = await place(trade);
    await house.poll();
    await revise(trade, orderId);
    const late = await house.tell("order.created", { order_id: orderId });
    expect(house.run(late).status).toBe("superseded");
    await house.poll();
    expect(seen).toHaveLength(2);
    expect(ends()).toEqual(["done", "superseded", "done"]);
  });

  it("finishes an order that is in progress without any journal of ours", async () => {
    const { trade, seen, house } = await open();
    const orderId = await begin(trade);
    await house.reconcile();
    expect(seen).toEqual(["created"]);
    expect(await statusOf(trade, orderId)).toBe("delivered");
  });

  it("takes an order in progress that was delivered before for a revision, without any journal of ours", async () => {
    const { trade, seen, house } = await open();
    const orderId = await delivered(trade);
    await revise(trade, orderId, "Funnier");
    const wrong = await house.tell("order.created", { order_id: orderId });
    expect(house.run(wrong).status).toBe("superseded");
    await house.reconcile();
    expect(seen).toEqual([expect.stringContaining("last: Otters are fine")]);
    expect(await statusOf(trade, orderId)).toBe("delivered");
  });

  it("tells a buyer's rounds apart by its own revision requests", async () => {
    const rounds: string[] = [];
    const world = await MarketWorld.open(profile);
    const trade: Trade = await openTrade(world);
    const house = new House({
      world,
      actor: trade.buyer,
      agent: {
        handlers: {
          "order.delivered": async (ctx) => {
            rounds.push(`${ctx.revisionsRequested}: ${ctx.delivery}`);
            if (ctx.revisionsRequested === 0) await ctx.requestRevision("again");
            else await ctx.approve();
          },
        },
      },
    });
    const orderId = await delivered(trade);
    await house.poll();
    await house.tell("order.delivered", { order_id: orderId });
    await hand(trade, orderId, "second");
    await house.poll();
    await house.tell("order.delivered", { order_id: orderId });
    expect(rounds).toEqual(["0: Otters are fine", "1: second"]);
    expect(await statusOf(trade, orderId)).toBe("completed");
  });

  it("never lets two messages collapse", async () => {
    const contents: string[] = [];
    const { world, trade, house } = await open(() => ({
      handlers: { "message.received": (ctx) => void contents.push(ctx.received.content) },
    }));
    const orderId = await place(trade);
    for (const content of ["same words", "same words"]) await trade.buyer.client.sendMessage({ taskId: orderId, content });
    await house.poll();
    expect(contents).toEqual(["same words", "same words"]);
    expect(world.happened("message.sent")).toHaveLength(2);
  });
});
