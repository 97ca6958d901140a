import { describe, expect, it } from "vitest";
import type { Logger } from "../../src/base/logger.ts";
import { defineGig, type GigDefinition } from "../../src/runtime/gig.ts";
import { gigsRun } from "../../src/runtime/publish-gigs.ts";
import { House, type HouseOptions } from "../support/market-house.ts";
import { publishGig } from "../support/market-trade.ts";
import { type MarketActor, MarketWorld } from "../support/market-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

const gig = (overrides: Partial<GigDefinition> = {}): GigDefinition =>
  defineGig({ title: "I will write", description: "Words", category: "writing", priceOcmc: 5, deliveryDays: 1, ...overrides });

async function open(profile: "default" | "strict" = "default") {
  const world = await MarketWorld.open(profile);
  const actor = await world.actor("Selma");
  const house = (gigs: readonly GigDefinition[], more: Partial<HouseOptions> = {}) =>
    new House({ world, actor, agent: { gigs }, ...more });
  const published = () => world.happened("gig.created").length;
  return { world, actor, house, published };
}

async function publish(house: House): Promise<string> {
  const run = gigsRun(house.agent.name, house.agent.definition.gigs ?? []);
  await house.engine.submit([run]);
  await house.finish();
  return run.id;
}

describe.each(["default", "strict"] as const)("gigs declared in code, in the %s profile", (profile) => {
  it.each(["drop_after_commit", "drop_before_commit"] as const)("are published once, also after %s", async (effect) => {
    const { world, house, published } = await open(profile);
    world.platform.faults.add({ effect, endpoint: "createGig", times: 1 });
    const seller = house([gig()]);
    const run = await publish(seller);
    expect(seller.run(run)).toMatchObject({ status: "done" });
    expect(published()).toBe(1);
  });

  it.each(["after_intent_commit", "after_send", "after_result_commit", "before_outcome_commit"] as const)(
    "are published once when the process dies %s",
    async (point) => {
      const { house, published } = await open(profile);
      const dir = tempDirectory();
      const first = house([gig(), gig({ title: "I will rewrite" })], { dir });
      first.life.dieAt = (reached) => reached === point;
      const run = await publish(first);
      const second = house([gig(), gig({ title: "I will rewrite" })], { dir });
      await second.finish();
      expect(second.run(run)).toMatchObject({ status: "done" });
      expect(published()).toBe(2);
    },
  );

  it("are found by title and seller when the store is new, and a namesake of another seller is not ours", async () => {
    const { world, actor, house, published } = await open(profile);
    await publish(house([gig()]));
    const stranger: MarketActor = await world.actor("Stranger");
    await publishGig(stranger, { title: "I will rewrite" });
    const fresh = house([gig(), gig({ title: "I will rewrite" })]);
    const run = await publish(fresh);
    expect(fresh.run(run)).toMatchObject({ status: "done" });
    expect(published()).toBe(3);
    expect(world.happened("gig.created").filter((event) => event.actor === actor.id)).toHaveLength(2);
  });
});

describe("gigs declared in code", () => {
  it("are reported, not published anew, when they were changed", async () => {
    const { house, published } = await open();
    const dir = tempDirectory();
    const first = house([gig()], { dir });
    await publish(first);
    first.life.directory.close();
    const warnings: string[] = [];
    const logger: Logger = {
      debug: () => {},
      info: () => {},
      error: () => {},
      warn: (_fields, text) => warnings.push(text),
      child: () => logger,
    };
    const second = house([gig({ priceOcmc: 6 })], { dir, logger });
    await publish(second);
    expect(published()).toBe(1);
    expect(warnings).toEqual([expect.stringContaining("changed in code")]);
  });

  it("of an unknown category become a dead letter that lists the categories there are", async () => {
    const { house, published } = await open();
    const seller = house([gig({ category: "wriitng" })]);
    const run = await publish(seller);
    expect(seller.run(run)).toMatchObject({ status: "dead", code: "gig_not_publishable" });
    expect(seller.run(run).reason).toContain('"wriitng"; there are:');
    expect(seller.run(run).reason).toContain("writing");
    expect(published()).toBe(0);
  });

  it("are published although another one cannot be, and that one still is a dead letter", async () => {
    const { house, published } = await open();
    const seller = house([gig({ category: "nonsense" }), gig({ title: "I will rewrite" })]);
    const run = await publish(seller);
    expect(seller.run(run)).toMatchObject({ status: "dead", code: "gig_not_publishable" });
    expect(published()).toBe(1);
  });
});
