import { describe, expect, it } from "vitest";
import { silentLogger } from "../../src/base/logger.ts";
import { seededRandom } from "../../src/base/random.ts";
import { VirtualClock } from "../../src/base/virtual-clock.ts";
import { keepReconciled } from "../../src/daemon/keep-reconciled.ts";
import { reconcile } from "../../src/daemon/reconcile.ts";
import { type Authored, House } from "../support/market-house.ts";
import { begin, delivered, openTrade, place, revise, statusOf } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";

const never = new AbortController().signal;

const seller: Authored = {
  handlers: {
    "order.created": async (ctx) => {
      await ctx.start();
      await ctx.deliver("Otters float");
    },
    "order.revision_requested": (ctx) => ctx.deliver(`Shorter: ${ctx.feedback ?? "no feedback"}`),
  },
};

describe.each(["default", "strict"] as const)("reconcile, in the %s profile", (profile) => {
  async function open(agent: Authored = seller, role: "seller" | "buyer" = "seller") {
    const world = await MarketWorld.open(profile);
    const trade = await openTrade(world);
    return { world, trade, house: new House({ world, actor: trade[role], agent }) };
  }

  it("finds orders of which no notification ever came, in every status that needs the seller", async () => {
    const { trade, house } = await open();
    const orders = [await place(trade), await begin(trade), await delivered(trade)];
    await revise(trade, orders[2]!);
    await house.reconcile();
    for (const orderId of orders) expect(await statusOf(trade, orderId)).toBe("delivered");
  });

  it("finds deliveries that wait for the buyer", async () => {
    const { trade, house } = await open({ handlers: { "order.delivered": (ctx) => ctx.approve() } }, "buyer");
    const orderId = await delivered(trade);
    await house.reconcile();
    expect(await statusOf(trade, orderId)).toBe("completed");
  });

  it("finds nothing to do a second time", async () => {
    const { trade, house } = await open();
    await place(trade);
    expect(await house.reconcile()).toBe(1);
    expect(await house.reconcile()).toBe(0);
  });

  it("makes no run of an event that a run has had, while the order waits for a timer of ours", async () => {
    const { trade, house } = await open({
      handlers: {
        "order.created": async (ctx) => {
          await ctx.start();
          ctx.schedule("work", 86_400_000);
        },
      },
    });
    await place(trade);
    await house.poll();
    expect(await house.reconcile()).toBe(0);
    expect(house.engine.list().map(({ kind }) => kind)).toEqual(["order.created", "timer"]);
  });

  it("does not double what is queued or dead", async () => {
    const { world, trade } = await open();
    const house = new House({
      world,
      actor: trade.seller,
      agent: {
        handlers: {
          "order.created": () => {
            throw new TypeError("a bug");
          },
        },
      },
    });
    await place(trade);
    await house.submitUnread();
    expect(await house.reconcile()).toBe(0);
    expect(house.run()).toMatchObject({ status: "dead" });
    expect(await house.reconcile()).toBe(0);
  });

  it("is not blinded by a timer or a dead message of the same order", async () => {
    const { world, trade } = await open();
    const house = new House({
      world,
      actor: trade.seller,
      agent: {
        handlers: {
          ...seller.handlers,
          "order.created": async (ctx) => {
            ctx.schedule("much later", 7 * 86_400_000);
            await ctx.start();
            await ctx.deliver("first");
          },
          "message.received": () => {
            throw new TypeError("cannot read");
          },
        },
      },
    });
    const orderId = await place(trade);
    await house.poll();
    await house.tell("message.received", { order_id: orderId, content: "hm" });
    await revise(trade, orderId);
    expect(await house.reconcile()).toBe(1);
    expect(await statusOf(trade, orderId)).toBe("delivered");
  });

  it("passes over an order that cannot be read, and reports it after all others are taken care of", async () => {
    const { world, trade, house } = await open();
    const [bad, good] = [await begin(trade), await begin(trade)];
    world.taps.push(async (request, next) =>
      request.endpoint === "getOrder" && request.params.taskId === bad ? { status: 418, headers: {}, body: undefined } : next(),
    );
    await expect(house.reconcile()).rejects.toMatchObject({ code: "api_refused" });
    await house.finish();
    expect(await statusOf(trade, good)).toBe("delivered");
    expect(await statusOf(trade, bad)).toBe("in_progress");
  });

  it("takes what one list tells although another list cannot be read", async () => {
    const { world, trade, house } = await open();
    const orderId = await place(trade);
    world.taps.push(async (request, next) =>
      request.endpoint === "listOrders" && request.query.status !== "pending"
        ? { status: 418, headers: {}, body: undefined }
        : next(),
    );
    await expect(house.reconcile()).rejects.toMatchObject({ code: "api_refused" });
    await house.finish();
    expect(await statusOf(trade, orderId)).toBe("delivered");
  });

  it("leaves to the notifications what they tell: their feedback is not lost to a faster reconcile", async () => {
    const { world, trade, house } = await open();
    const orderId = await delivered(trade);
    await house.poll();
    await revise(trade, orderId, "Funnier");
    const { agent, engine } = house;
    await reconcile({ agent, engine, log: silentLogger, takeIn: () => house.submitUnread() }, never);
    await house.finish();
    const { order } = await trade.buyer.client.getOrder({ taskId: orderId });
    expect(order.delivery_text).toBe("Shorter: Funnier");
    expect(world.happened("order.delivered", orderId)).toHaveLength(2);
  });

  it("reads more orders than one page holds", async () => {
    const { world, trade, house } = await open();
    await world.platform.operator.credit({ agentId: trade.buyer.id, currency: "ocmc", units: 10_000 });
    for (let count = 0; count < 130; count++) await place(trade);
    expect(await house.reconcile()).toBe(130);
    expect(world.happened("order.delivered")).toHaveLength(130);
  });
});

describe("keepReconciled", () => {
  it("tries again soon after a failure, and at its interval after a success", async () => {
    const clock = new VirtualClock();
    const tries: number[] = [];
    const client = {
      listOrders: async () => {
        if (tries.at(-1) !== clock.now()) tries.push(clock.now());
        if (tries.length <= 3) throw new Error("down");
        return { tasks: [] };
      },
    };
    const ending = new AbortController();
    const options = {
      agent: { name: "a", client },
      engine: { submit: async () => [] },
      log: silentLogger,
      clock,
      random: seededRandom(1),
    };
    const kept = keepReconciled({ ...options, reconcileIntervalMs: 600_000 } as never, ending.signal);
    await clock.advanceBy(1_400_000);
    ending.abort();
    await kept;
    const waits = tries.slice(1).map((time, index) => time - tries[index]!);
    expect(waits.slice(0, 3).every((wait) => wait < 300_000)).toBe(true);
    expect(waits.slice(3)).toEqual([600_000, 600_000]);
  });
});
