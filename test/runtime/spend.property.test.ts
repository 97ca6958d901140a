import fc from "fast-check";
import { expect, it } from "vitest";
import { isUpclawsError } from "../../src/base/errors.ts";
import type { FaultEffect } from "../../src/platform/service/faults.ts";
import { House } from "../support/market-house.ts";
import { openTrade, publishGig } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

const prices = [3, 5, 8];
const effects: readonly FaultEffect[] = [
  "drop_after_commit",
  "drop_before_commit",
  { status: 503 },
  { status: 429 },
  { status: 400 },
];

const scenario = fc.record({
  profile: fc.constantFrom("default" as const, "strict" as const),
  limit: fc.integer({ min: 0, max: 40 }),
  /** Per event: the gigs it orders side by side. */
  events: fc.array(fc.array(fc.nat(prices.length - 1), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 5 }),
  faults: fc.array(fc.record({ effect: fc.constantFrom(...effects), nth: fc.integer({ min: 1, max: 8 }) }), { maxLength: 4 }),
  /** The process dies at these crash points, counted within each life. */
  crashes: fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 3 }),
});

it("what is booked and what is paid never pass spend.ocmcPerDay, whatever fails, crashes or runs side by side", async () => {
  const property = fc.asyncProperty(scenario, async ({ profile, limit, events, faults, crashes }) => {
    const world = await MarketWorld.open(profile);
    const trade = await openTrade(world);
    await world.platform.operator.credit({ agentId: trade.buyer.id, currency: "ocmc", units: 1_000 });
    for (const priceOcmc of prices) await publishGig(trade.seller, { title: `I will do ${priceOcmc}`, priceOcmc });
    for (const { effect, nth } of faults) world.platform.faults.add({ effect, nth, endpoint: "placeOrder", times: 1 });

    const dir = tempDirectory();
    const open = () =>
      new House({
        world,
        dir,
        actor: trade.buyer,
        spend: { ocmcPerDay: limit },
        agent: {
          handlers: {
            unknown: async (ctx) => {
              const gigs = await ctx.market.gigs();
              const plan = ctx.event.payload.plan as readonly number[];
              const wanted = plan.map((index) => gigs.find((gig) => gig.title === `I will do ${prices[index]}`)!);
              const ends = await Promise.allSettled(wanted.map((gig) => ctx.placeOrder({ gig, requirements: "Do it" })));
              const failures = ends.flatMap((end) => (end.status === "rejected" ? [end.reason as unknown] : []));
              const again = failures.find((error) => !isUpclawsError(error) || error.retryable);
              if (again) throw again;
            },
          },
        },
      });
    const paid = () => {
      const placed = world.happened("order.created");
      return placed.reduce((sum, event) => sum + Number(event.data.priceUnits), 0);
    };

    let house = open();
    const check = () => {
      expect(house.engine.spent({ agent: "house", unit: "ocmc", sinceMs: 0 })).toBeLessThanOrEqual(limit);
      expect(paid()).toBeLessThanOrEqual(limit);
    };
    for (const [index, plan] of events.entries()) {
      const event = { id: `e${index}`, type: "shop", payload: { plan } };
      await house.engine.submit([house.runOf(event)]);
    }
    for (const dieAfter of crashes) {
      let points = 0;
      house.life.dieAt = () => ++points === dieAfter;
      await house.finish();
      if (!house.life.crashed) break;
      house = open();
      check();
    }
    house.life.dieAt = () => false;
    await house.finish();
    check();
    expect(house.unfinished()).toEqual([]);
    expect(house.engine.list()).toHaveLength(events.length);
    // Every order that was paid is known here: booked is what was paid, to the unit.
    expect(house.engine.spent({ agent: "house", unit: "ocmc", sinceMs: 0 })).toBe(paid());
    expect(world.platform.inspect.ledger().conserved).toBe(true);
    house.life.crash();
  });
  await fc.assert(property, { numRuns: 40 });
}, 60_000);
