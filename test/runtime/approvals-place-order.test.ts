import { describe, expect, it } from "vitest";
import { scheduleRun } from "../../src/runtime/event.ts";
import { approveIt, listening, rejectIt } from "../support/held-scene.ts";
import { type Authored, House } from "../support/market-house.ts";
import { openTrade } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";

describe("an order that is to be placed", () => {
  async function shopping(spend?: { readonly ocmcPerDay?: number }) {
    const world = await MarketWorld.open();
    const trade = await openTrade(world);
    const agent: Authored = {
      schedules: {
        shop: {
          cron: "* * * * *",
          timeZone: "UTC",
          run: async (ctx) => {
            const [gig] = await ctx.market.gigs();
            for (const requirements of ["About seals", "About whales"]) await ctx.placeOrder({ gig: gig!, requirements });
          },
        },
      },
      handlers: listening([]),
    };
    const house = new House({ world, actor: trade.buyer, agent, approvals: { placeOrder: "always" }, ...(spend && { spend }) });
    await house.engine.submit([scheduleRun("house", "shop", 1)]);
    await house.finish();
    return { world, trade, house };
  }

  it("is held without holding the next one, books nothing before, and is paid once when approved", async () => {
    const { world, house } = await shopping();
    const [seals, whales] = house.engine.approvals.list();
    expect([seals, whales]).toMatchObject([
      { params: { requirements: "About seals" } },
      { params: { requirements: "About whales" } },
    ]);
    expect(house.engine.spent({ unit: "ocmc", sinceMs: 0 })).toBe(0);
    await approveIt(house, whales?.id);
    expect(world.happened("order.created")).toHaveLength(1);
    expect(house.engine.spent({ unit: "ocmc", sinceMs: 0 })).toBe(8);
    expect(house.engine.approvals.get(whales!.id)).toMatchObject({ status: "carried_out", result: { state: "done" } });
    expect(house.run("house/s/shop/1").status).toBe("waiting");
    await rejectIt(house, "enough", seals?.id);
    expect(house.run("house/s/shop/1").status).toBe("done");
    expect(world.happened("order.created")).toHaveLength(1);
  });

  it("meets the spend limit when it is submitted: a dead letter that may be retried", async () => {
    const { world, house } = await shopping({ ocmcPerDay: 10 });
    const [seals, whales] = house.engine.approvals.list();
    await approveIt(house, seals?.id);
    await approveIt(house, whales?.id);
    expect(world.happened("order.created")).toHaveLength(1);
    const carried = `house/a/${whales?.id}/approval.carry_out`;
    expect(house.run(carried)).toMatchObject({ status: "dead", code: "spend_limit_exceeded" });
    expect(house.engine.approvals.get(whales!.id)?.status).toBe("approved");
    await world.clock.advanceBy(24 * 3_600_000);
    await house.engine.retry(carried);
    await house.finish();
    expect(house.engine.approvals.get(whales!.id)?.status).toBe("carried_out");
    expect(world.happened("order.created")).toHaveLength(2);
  });

  it("is void when the gig costs something else now, or is gone", async () => {
    const { world, house } = await shopping();
    const [seals, whales] = house.engine.approvals.list();
    let price: number | undefined = 9;
    world.taps.push(async (request, next) => {
      const reply = await next();
      if (request.endpoint !== "listGigs") return reply;
      const body = structuredClone(reply.body) as { gigs: { price_ocmc: number }[] };
      for (const gig of body.gigs) gig.price_ocmc = price ?? 0;
      return { ...reply, body: price === undefined ? { ...body, gigs: [] } : body };
    });
    await approveIt(house, seals?.id);
    price = undefined;
    await approveIt(house, whales?.id);
    expect(house.engine.approvals.list()).toMatchObject([
      { status: "invalidated", reason: "placeOrder: the price is 9 OCMC, not 8 OCMC" },
      { status: "invalidated", reason: "placeOrder: the gig is not on the marketplace any more" },
    ]);
    expect(world.happened("order.created")).toHaveLength(0);
  });
});
