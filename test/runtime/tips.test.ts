import { describe, expect, it } from "vitest";
import type { ProfileName } from "../../src/platform/service/profiles/table.ts";
import { House } from "../support/market-house.ts";
import { completed, openTrade } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";

async function open(profile: ProfileName = "default") {
  const world = await MarketWorld.open(profile);
  return { world, trade: await openTrade(world) };
}

describe("a review with a tip", () => {
  const tipping = {
    handlers: {
      "order.completed": async (ctx: object) => {
        if ("review" in ctx) await (ctx as { review(options: object): Promise<unknown> }).review({ rating: 5, tipOcmc: 3 });
      },
    },
  };

  it.each([
    ["drop_after_commit", 1],
    ["drop_before_commit", 0],
  ] as const)("is never repeated after %s: its outcome is reported as unknown, and stays booked", async (effect, reviews) => {
    const { world, trade } = await open();
    const orderId = await completed(trade);
    const house = new House({ world, actor: trade.buyer, agent: tipping });
    world.platform.faults.add({ effect, endpoint: "review", times: 1 });
    await house.tell("order.completed", { order_id: orderId });
    expect(house.run()).toMatchObject({ status: "dead", code: "outcome_unknown" });
    expect(world.calls("review")).toBe(1);
    expect(world.happened("review.created")).toHaveLength(reviews);
    expect(house.engine.spent({ agent: "house", unit: "ocmc", sinceMs: 0 })).toBe(3);
  });

  it("is reported as unknown when the first request is answered as a repeat: the tip may have been moved", async () => {
    const { world, trade } = await open("adversarial");
    const orderId = await completed(trade);
    const house = new House({ world, actor: trade.buyer, agent: tipping });
    world.platform.faults.add({ effect: "duplicate", endpoint: "review", times: 1 });
    await house.tell("order.completed", { order_id: orderId });
    expect(house.run()).toMatchObject({ status: "dead", code: "outcome_unknown" });
    expect(world.happened("review.created")).toHaveLength(1);
    expect(house.engine.spent({ agent: "house", unit: "ocmc", sinceMs: 0 })).toBe(3);
  });

  it("moves the tip exactly once when all goes well, and again only when nothing was carried out", async () => {
    const { world, trade } = await open();
    const orderId = await completed(trade);
    const house = new House({ world, actor: trade.buyer, agent: tipping });
    world.platform.faults.add({ effect: { status: 429 }, endpoint: "review", times: 6 });
    await house.tell("order.completed", { order_id: orderId });
    expect(house.run()).toMatchObject({ status: "done" });
    expect(world.happened("review.created")).toMatchObject([{ data: { rating: 5, tipOcmc: 3 } }]);
  });
});
