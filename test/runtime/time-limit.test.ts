import { describe, expect, it } from "vitest";
import type { VirtualClock } from "../../src/base/virtual-clock.ts";
import type { SellerContext } from "../../src/runtime/context/order-context.ts";
import { type Authored, House } from "../support/market-house.ts";
import { openTrade, place } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";

const minuteMs = 60_000;

interface Tried {
  readonly ctx: SellerContext;
  readonly clock: VirtualClock;
  /** 1 for the first execution of any handler here. */
  readonly execution: number;
}

async function open(onCreated: (tried: Tried) => Promise<unknown>, options: { readonly concurrency?: number } = {}) {
  const world = await MarketWorld.open();
  const { clock } = world;
  const trade = await openTrade(world);
  let execution = 0;
  const handlers: Authored["handlers"] = {
    "order.created": (ctx) => onCreated({ ctx: ctx as SellerContext, clock, execution: ++execution }),
  };
  const house = new House({ world, actor: trade.seller, agent: { handlers }, handlerTimeoutMs: 15 * minuteMs, ...options });
  const wake = async () => {
    const orderId = await place(trade);
    return await house.tell("order.created", { order_id: orderId });
  };
  return { world, trade, house, wake };
}

const never = (clock: VirtualClock) => clock.idle(new Promise<never>(() => {}));

describe("a handler that does not come to its end", () => {
  it("is cut off, told by its signal, and tried again from its recorded steps", async () => {
    const reasons: unknown[] = [];
    let thoughts = 0;
    const { world, house, wake } = await open(async ({ ctx, clock, execution }) => {
      await ctx.start();
      await ctx.step("think", () => ++thoughts);
      ctx.signal.addEventListener("abort", () => reasons.push(ctx.signal.reason));
      if (execution === 1) await never(clock);
      await ctx.deliver("Otters");
    });
    const startMs = world.clock.now();
    await wake();
    const run = house.run();
    expect(run).toMatchObject({ status: "done", attempts: 2 });
    expect(run.endedAtMs).toBeGreaterThanOrEqual(startMs + 15 * minuteMs);
    expect(run.endedAtMs).toBeLessThanOrEqual(startMs + 16 * minuteMs);
    expect(thoughts).toBe(1);
    expect(world.happened("order.started")).toHaveLength(1);
    expect(world.happened("order.delivered")).toHaveLength(1);
    expect(reasons[0]).toMatchObject({ code: "handler_timed_out" });
  });

  it("is cut off after a thousand calls to the platform, though it waits for nothing else", async () => {
    const { world, house, wake } = await open(async ({ ctx }) => {
      for (let looks = 0; looks < 1_500; looks++) await ctx.market.me();
    });
    await wake();
    expect(house.run()).toMatchObject({ status: "done", attempts: 2 });
    expect(world.calls("me")).toBeLessThanOrEqual(1_510);
  });

  it("is a dead letter after eight tries, with a code of its own", async () => {
    const { house, wake } = await open(({ clock }) => never(clock));
    await wake();
    expect(house.run()).toMatchObject({ status: "dead", code: "handler_timed_out", attempts: 8 });
  });

  it("cannot act any more when it wakes after all: beside its own retry, nothing of it reaches the platform or the journal", async () => {
    const late: string[] = [];
    const { world, house, wake } = await open(async ({ ctx, clock, execution }) => {
      if (execution > 1) return await ctx.start();
      await clock.sleep(20 * minuteMs);
      late.push("woke");
      ctx.schedule("ghost", 1_000);
      await Promise.race([
        ctx.decline("too late").then(() => late.push("declined")),
        ctx.step("late", () => 1).then(() => late.push("stepped")),
        ctx.market.me().then(() => late.push("looked")),
        clock.sleep(minuteMs),
      ]);
      late.push("left");
      return undefined;
    });
    const run = await wake();
    await world.clock.advanceBy(60 * minuteMs);
    expect(late).toEqual(["woke", "left"]);
    expect(house.run(run)).toMatchObject({ status: "done", attempts: 2 });
    expect(house.engine.list()).toHaveLength(1);
    expect(house.engine.steps(run).map(({ name }) => name)).toEqual(["event", "start"]);
    expect(world.happened("order.declined")).toEqual([]);
  });

  it("frees its place, and after its last try its lane", async () => {
    const served: string[] = [];
    let stuck = "";
    const { trade, house } = await open(
      async ({ ctx, clock }) => {
        stuck ||= ctx.order.id;
        served.push(ctx.order.id);
        if (ctx.order.id === stuck) await never(clock);
      },
      { concurrency: 1 },
    );
    const [first, second] = [await place(trade), await place(trade)];
    await house.poll();
    expect(served.slice(0, 2)).toEqual([first, second]);
    expect(served.filter((id) => id === first)).toHaveLength(8);
    await trade.buyer.client.sendMessage({ taskId: first, content: "Are you there?" });
    await house.poll();
    const messages = house.engine.list({ subject: first }).filter(({ kind }) => kind === "message.received");
    expect(messages).toMatchObject([{ status: "superseded", reason: "house has no handler for message.received" }]);
  });

  it("does not hold its order for ever by a step that it forgot to await", async () => {
    const { world, house, wake } = await open(async ({ ctx, clock }) => {
      void ctx.step("forgotten", () => never(clock));
    });
    const startMs = world.clock.now();
    await wake();
    expect(house.run()).toMatchObject({ status: "done", attempts: 1, endedAtMs: startMs + 15 * minuteMs });
  });
});

describe("the time of a handler", () => {
  it("stands still while the platform is asked, and goes on afterwards", async () => {
    const { world, house, wake } = await open(async ({ ctx, clock, execution }) => {
      for (let part = 0; part < 3; part++) {
        await ctx.step(`own ${part}`, () => clock.sleep(4 * minuteMs));
        await Promise.all([ctx.market.me(), ctx.market.gigs()]);
      }
      if (execution === 1) await clock.sleep(3 * minuteMs + 1_000);
    });
    world.taps.push(async ({ endpoint }, next) => {
      if (endpoint === "me" || endpoint === "listGigs") await world.clock.sleep(25_000);
      return await next();
    });
    const startMs = world.clock.now();
    await wake();
    expect(house.run()).toMatchObject({ status: "done", attempts: 2 });
    const { endedAtMs } = house.run();
    expect(endedAtMs).toBeGreaterThanOrEqual(startMs + 15 * minuteMs + 75_000);
    expect(endedAtMs).toBeLessThan(startMs + 15 * minuteMs + 80_000);
  });
});
