import { describe, expect, it } from "vitest";
import { nothing, usageEntries } from "../../src/cli/usage-entries.ts";
import { summarize, total } from "../../src/cli/usage-summary.ts";
import { House } from "../support/market-house.ts";
import { hand, openTrade, place } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";

const entriesOf = ({ engine, life }: House) => usageEntries(engine.list(), life.directory.database);

describe("what the journal knows of money", () => {
  it("counts a sale once, also when the agent has no handler for its completion", async () => {
    const world = await MarketWorld.open();
    const trade = await openTrade(world);
    const agent = { handlers: { "order.created": (ctx: { start(): Promise<unknown> }) => ctx.start() } };
    const house = new House({ world, actor: trade.seller, agent });
    const taskId = await place(trade);
    await house.poll();
    await hand(trade, taskId);
    await house.poll();
    expect(entriesOf(house)).toEqual([]);
    await trade.buyer.client.approveOrder({ taskId });
    await house.poll();
    await house.reconcile();
    expect(entriesOf(house)).toMatchObject([
      { agent: "house", gig: "I will write a short article", model: undefined, ordersSold: 1, earnedOcmc: 8, spentOcmc: 0 },
    ]);
  });

  it("does not count what others sold to us, nor an order that nobody told us about", async () => {
    const world = await MarketWorld.open();
    const trade = await openTrade(world);
    const house = new House({ world, actor: trade.buyer, agent: { handlers: {} } });
    const taskId = await place(trade);
    await trade.seller.client.startOrder({ taskId });
    await hand(trade, taskId);
    await trade.buyer.client.approveOrder({ taskId });
    await house.poll();
    await house.tell("order.completed", { order_id: "00000000-0000-4000-8000-000000000000", price: 1_000 });
    expect(entriesOf(house)).toEqual([]);
  });
});

describe("a summary of usage", () => {
  const entry = { ...nothing, agent: "a", gig: undefined, model: undefined, atMs: Date.UTC(2026, 0, 1) };

  it("keeps currencies apart, and takes the models' cost off the dollars", () => {
    const entries = [
      { ...entry, gig: "G", ordersSold: 1, earnedUsd: 5 },
      { ...entry, gig: "G", modelCalls: 1, modelUsdNano: 1_500_000_000 },
      { ...entry, spentOcmc: 3, spentUsd: 1 },
    ];
    expect(summarize(entries, "gig")).toMatchObject([
      { key: "G", earnedUsd: 5, marginUsd: 3.5, marginOcmc: 0 },
      { key: "-", marginUsd: -1, marginOcmc: -3 },
    ]);
    expect(total(entries)).toMatchObject({ key: "total", marginUsd: 2.5, marginOcmc: -3 });
  });

  it("has days in order, in UTC", () => {
    const days = [Date.UTC(2026, 1, 1), Date.UTC(2025, 11, 31, 23, 59, 59), Date.UTC(2026, 1, 1, 23)];
    const rows = summarize(
      days.map((atMs) => ({ ...entry, atMs, modelCalls: 1 })),
      "day",
    );
    expect(rows.map(({ key, modelCalls }) => [key, modelCalls])).toEqual([
      ["2025-12-31", 1],
      ["2026-02-01", 2],
    ]);
  });
});
