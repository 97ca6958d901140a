import { describe, expect, it } from "vitest";
import { RetryLater } from "../../src/runtime/errors.ts";
import { type Authored, House } from "../support/market-house.ts";
import { openTrade, place, publishGig } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

type OnCreated = NonNullable<NonNullable<Authored["handlers"]>["order.created"]>;

async function open(onCreated: OnCreated) {
  const world = await MarketWorld.open("strict");
  const trade = await openTrade(world);
  const dir = tempDirectory();
  const house = () => new House({ world, actor: trade.seller, dir, agent: { handlers: { "order.created": onCreated } } });
  const orderId = await place(trade);
  return { world, trade, house, wake: (of: House) => of.tell("order.created", { order_id: orderId }) };
}

describe("ctx.step", () => {
  it("runs once over all repetitions of its run, and gives the same value each time", async () => {
    let performed = 0;
    const values: number[] = [];
    const { house, wake } = await open(async (ctx) => {
      values.push(await ctx.step("draw", () => ++performed));
      if (values.length < 4) throw new RetryLater(10);
    });
    await wake(house());
    expect([performed, values]).toEqual([1, [1, 1, 1, 1]]);
  });

  it("keeps equal names apart by their order, also side by side and across a crash", async () => {
    const performed: number[] = [];
    const results: unknown[] = [];
    const { house, wake, trade } = await open(async (ctx) => {
      const draw = (index: number) => ctx.step("draw", () => performed.push(index) && index * 10);
      const drawn = await Promise.all([0, 1, 2].map(draw));
      await ctx.start();
      results.push(drawn);
    });
    const first = house();
    let starts = 0;
    first.life.dieAt = (point) => point === "after_send" && ++starts === 1;
    await wake(first);
    expect(first.life.crashed).toBe(true);
    const second = house();
    await second.finish();
    expect(performed).toEqual([0, 1, 2]);
    expect(results).toEqual([[0, 10, 20]]);
    expect((await trade.buyer.client.listOrders({ role: "buyer" })).tasks).toMatchObject([{ status: "in_progress" }]);
  });

  it("shows its order as it was when the event was taken up, in every repetition", async () => {
    const statuses: string[] = [];
    const { house, wake } = await open(async (ctx) => {
      statuses.push(ctx.order.status);
      await ctx.start();
      if (statuses.length < 3) throw new RetryLater(10);
    });
    await wake(house());
    expect(statuses).toEqual(["pending", "pending", "pending"]);
  });

  it("reads the market once, whatever fails after it", async () => {
    let tries = 0;
    const { world, house, wake } = await open(async (ctx) => {
      await ctx.market.gigs({ limit: 5 });
      await ctx.market.me();
      if (++tries < 3) throw new TypeError("a slip");
    });
    await wake(house());
    expect([world.calls("listGigs"), world.calls("me")]).toEqual([1, 1]);
  });

  it("that a changed handler no longer asks for is a dead letter, which --fresh lets go on without repeating an action", async () => {
    let version = 1;
    const { world, house, wake } = await open(async (ctx) => {
      if (version === 1) await ctx.step("old", () => 1);
      await ctx.start();
      if (version === 1) throw new RetryLater(60_000);
    });
    const only = house();
    const run = wake(only);
    await world.clock.settle();
    version = 2;
    const id = await run;
    expect(only.run(id)).toMatchObject({ status: "dead", code: "replay_diverged" });
    await only.engine.retry(id, { fresh: true });
    await only.finish();
    expect(only.run(id)).toMatchObject({ status: "done" });
    expect(world.happened("order.started")).toHaveLength(1);
  });
});

describe("ctx.market after RetryLater", () => {
  it("looks anew: an empty page is not empty for ever", async () => {
    let looks = 0;
    const { house, wake, trade } = await open(async (ctx) => {
      const gigs = await ctx.market.gigs({ limit: 100 });
      if (++looks === 2) await publishGig(trade.seller, { title: "I will proofread" });
      if (gigs.length < 2) throw new RetryLater(60_000);
    });
    const only = house();
    await wake(only);
    expect([only.run().status, looks]).toEqual(["done", 3]);
    expect(only.engine.steps(only.run().id).filter(({ name }) => name === "market.gigs")).toHaveLength(1);
  });

  it("keeps a look that something recorded came after, and a look before another failure", async () => {
    const shown: number[][] = [];
    const { house, wake, trade } = await open(async (ctx) => {
      const first = await ctx.market.gigs({ limit: 100 });
      await ctx.step("note", () => first.length);
      const second = await ctx.market.gigs({ limit: 100 });
      shown.push([first.length, second.length]);
      if (shown.length > 3) return;
      await publishGig(trade.seller, { title: `I will proofread ${shown.length}` });
      throw shown.length === 3 ? new TypeError("a slip") : new RetryLater(60_000);
    });
    await wake(house());
    expect(shown).toEqual([
      [1, 1],
      [1, 2],
      [1, 3],
      [1, 3],
    ]);
  });
});
