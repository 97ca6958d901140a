import { expect, it } from "vitest";
import { orderResult, orderTimeline } from "../../src/cli/order-timeline.ts";
import { orderViews } from "../../src/cli/orders-view.ts";
import { RunQueries } from "../../src/engine/run-queries.ts";
import { scheduleRun } from "../../src/runtime/event.ts";
import { House } from "../support/market-house.ts";
import { openTrade } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";

it("orders that one run placed are listed from then on, each for itself, and stay the same ones when the platform tells of them", async () => {
  const world = await MarketWorld.open();
  const trade = await openTrade(world);
  const house = new House({
    world,
    actor: trade.buyer,
    agent: {
      schedules: {
        shop: {
          cron: "0 0 * * *",
          timeZone: "UTC",
          run: async (ctx) => {
            const [gig] = await ctx.market.gigs();
            for (const requirements of ["About seals", "About whales"]) await ctx.placeOrder({ gig: gig!, requirements });
          },
        },
      },
      handlers: { "order.started": async () => {} },
    },
  });
  await house.engine.submit([scheduleRun("house", "shop", 1)]);
  await house.finish();
  const views = () => orderViews(new RunQueries(house.life.directory.database), {});
  const placed = { agent: "house", role: "buyer", status: "pending", price: 8, currency: "ocmc", rounds: 1 };
  expect(views()).toMatchObject([placed, placed]);
  // The newest.
  const [first] = (await trade.buyer.client.listOrders({ role: "buyer" })).tasks;
  const view = views().find(({ id }) => id === first!.id)!;
  expect(view.number).toBe(first!.order_number);
  expect(orderResult(view)).toEqual({ marginOcmc: -8, marginUsd: 0 });
  expect(orderTimeline(view, []).map(({ run, entries }) => [run.kind, entries.map(({ what }) => what)])).toEqual([
    ["schedule", ["placeOrder (2)"]],
  ]);

  await trade.seller.client.startOrder({ taskId: first!.id });
  await house.poll();
  expect(views()).toHaveLength(2);
  const started = views().find(({ id }) => id === first!.id)!;
  expect(started).toMatchObject({ ...placed, status: "in_progress", number: view.number, firstSeenMs: view.firstSeenMs });
  expect(orderTimeline(started, []).map(({ run }) => run.kind)).toEqual(["schedule", "order.started"]);
  expect(orderViews(new RunQueries(house.life.directory.database), { agent: "another" })).toEqual([]);
});
