import { expect, it } from "vitest";
import type { SellerContext } from "../../src/runtime/context/order-context.ts";
import { House } from "../support/market-house.ts";
import { openTrade, place } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";

async function readingsOf(between: (ctx: SellerContext, world: MarketWorld) => unknown) {
  const world = await MarketWorld.open();
  const trade = await openTrade(world);
  const orderId = await place(trade);
  const handlers = {
    "order.created": async (ctx: SellerContext) => {
      await ctx.start();
      await between(ctx, world);
      await ctx.deliver("Otters float");
    },
  };
  const house = new House({ world, actor: trade.seller, agent: { handlers } });
  await house.tell("order.created", { order_id: orderId });
  expect(house.run()).toMatchObject({ status: "done" });
  expect(world.happened("order.delivered", orderId)).toHaveLength(1);
  return world.calls("getOrder");
}

it("an order is read once for actions that follow on the reading, and on each other, at once", async () => {
  expect(await readingsOf(() => undefined)).toBe(1);
});

it("an order is read again before an action when a step was made since it was seen", async () => {
  expect(await readingsOf((ctx) => ctx.step("think", async () => "deeply"))).toBe(2);
});

it("an order is read again before an action when a second has passed since it was seen", async () => {
  expect(await readingsOf((_ctx, world) => world.clock.sleep(1_000))).toBe(2);
});
