import { describe, expect, it } from "vitest";
import { PermanentFailure, RetryLater } from "../../src/runtime/errors.ts";
import { type Authored, House } from "../support/market-house.ts";
import { openTrade, place } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";

async function open(onCreated: NonNullable<NonNullable<Authored["handlers"]>["order.created"]>) {
  const world = await MarketWorld.open();
  const trade = await openTrade(world);
  const house = new House({ world, actor: trade.seller, agent: { handlers: { "order.created": onCreated } } });
  const orderId = await place(trade);
  return { world, trade, house, wake: () => house.tell("order.created", { order_id: orderId }) };
}

describe("a handler that throws", () => {
  it("RetryLater runs again, not before the time it asked for, however often", async () => {
    const at: number[] = [];
    const { house, wake } = await open((ctx) => {
      at.push(ctx.clock.now());
      if (at.length < 20) throw new RetryLater(60_000);
    });
    await wake();
    expect(house.run()).toMatchObject({ status: "done", attempts: 20 });
    const waits = at.slice(1).map((time, index) => time - at[index]!);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(60_000);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -5])("RetryLater(%d) runs again after the usual back-off", async (afterMs) => {
    let tries = 0;
    const { house, wake } = await open(() => {
      if (++tries === 1) throw new RetryLater(afterMs);
    });
    await wake();
    expect(house.run()).toMatchObject({ status: "done", attempts: 2 });
  });

  it("PermanentFailure is a dead letter with its reason, at once", async () => {
    const { house, wake } = await open(() => {
      throw new PermanentFailure("not my language");
    });
    await wake();
    expect(house.run()).toMatchObject({ status: "dead", code: "permanent_failure", reason: "not my language", attempts: 1 });
  });

  it.each([new TypeError("x is undefined"), "a string", undefined, null, { code: "spend_limit_exceeded" }])(
    "something else (%s) is tried again eight times in all, then is a dead letter",
    async (thrown) => {
      let tries = 0;
      const { house, wake } = await open(() => {
        tries++;
        throw thrown;
      });
      await wake();
      expect(house.run()).toMatchObject({ status: "dead", code: "handler_failed" });
      expect(tries).toBe(8);
    },
  );

  it("is not given up sooner because the platform was away before, or because it asked to wait", async () => {
    let tries = 0;
    const { world, house, wake } = await open(() => {
      tries++;
      if (tries <= 5) throw new RetryLater(10);
      if (tries <= 12) throw new TypeError("seven real failures");
    });
    world.platform.faults.add({ effect: { status: 503 }, endpoint: "getOrder", times: 60 });
    await wake();
    expect(house.run()).toMatchObject({ status: "done" });
    expect(house.run().attempts).toBeGreaterThan(20);
  });

  it("counts from the beginning when it is revived", async () => {
    let tries = 0;
    const { house, wake } = await open(() => {
      tries++;
      if (tries <= 3) throw new RetryLater(10);
      throw new TypeError("always");
    });
    const run = await wake();
    expect(tries).toBe(11);
    await house.engine.retry(run);
    await house.finish();
    expect(house.run()).toMatchObject({ status: "dead", attempts: 8 });
  });

  it("keeps the lane of its order, and no other", async () => {
    const seen: string[] = [];
    const world = await MarketWorld.open();
    const trade = await openTrade(world);
    const [bad, good] = [await place(trade), await place(trade)];
    const house = new House({
      world,
      actor: trade.seller,
      agent: {
        handlers: {
          "order.created": (ctx) => {
            if (ctx.order.id === bad && ctx.clock.now() < Date.UTC(2026, 0, 1, 1)) throw new RetryLater(3_600_000);
            seen.push(ctx.order.id === bad ? "bad" : "good");
          },
          "message.received": (ctx) => void seen.push(`message for ${ctx.order.id === bad ? "bad" : "good"}`),
        },
      },
    });
    for (const taskId of [bad, good]) await trade.buyer.client.sendMessage({ taskId, content: "Hello" });
    await house.poll();
    expect(seen).toEqual(["good", "message for good", "bad", "message for bad"]);
  });
});
