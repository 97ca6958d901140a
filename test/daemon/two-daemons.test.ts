import { describe, expect, it } from "vitest";
import { readRivalries } from "../../src/daemon/rivals.ts";
import type { ProfileName } from "../../src/platform/service/profiles/table.ts";
import { transportError } from "../../src/protocol/transport.ts";
import type { AgentContext } from "../../src/runtime/context/agent-context.ts";
import { TestDaemon } from "../support/market-daemon.ts";
import { authored } from "../support/market-house.ts";
import { openTrade, place } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

const minuteMs = 60_000;
const orders = 6;

async function open(profile: ProfileName) {
  const world = await MarketWorld.open(profile);
  const trade = await openTrade(world, { priceOcmc: 2 });
  const code = {
    sells: authored({
      handlers: {
        "order.created": async (ctx) => {
          await ctx.start();
          await ctx.step("think", () => world.clock.sleep(5_000 + ctx.order.id.charCodeAt(0) * 100).then(() => null));
          await ctx.deliver(`Otters for ${ctx.order.id}`);
        },
      },
    }),
    buys: authored({ handlers: { "order.delivered": (ctx) => ctx.approve() } }),
  };
  const start = async (seed: number) => {
    const agents = [
      { use: "sells", name: "sells", apiKey: trade.seller.apiKey },
      { use: "buys", name: "buys", apiKey: trade.buyer.apiKey },
    ];
    const daemon = new TestDaemon({ world, dir: tempDirectory(), code, agents, seed });
    await world.through(daemon.daemon.start());
    return daemon;
  };
  return { world, trade, start };
}

describe("two daemons with one key on two data directories", () => {
  it.each(["default", "adversarial"] as const)(
    "start, deliver and approve each order once under the profile %s",
    async (profile) => {
      const { world, trade, start } = await open(profile);
      const daemons = [await start(1), await start(2)];
      const placed: string[] = [];
      for (let count = 0; count < orders; count++) {
        placed.push(await place(trade));
        await world.clock.advanceBy(7_000);
      }
      await world.clock.advanceBy(10 * minuteMs);
      for (const type of ["order.started", "order.delivered", "order.completed"] as const) {
        expect(
          world
            .happened(type)
            .map(({ orderId }) => orderId)
            .sort(),
          type,
        ).toEqual([...placed].sort());
      }
      const runs = daemons.flatMap(({ engine }) => engine.list());
      expect(runs.filter(({ status }) => status === "dead")).toEqual([]);
      const lost = runs.filter(({ status, kind }) => status === "lost_to_other" && kind === "order.created");
      expect(lost.length).toBeGreaterThan(0);
      const told = daemons.map(({ engine }) => readRivalries(engine).get("sells")?.count ?? 0);
      expect(told.reduce((sum, count) => sum + count, 0)).toBe(lost.length);
      const warnings = daemons.flatMap((daemon) => daemon.messages()).filter((message) => message.includes("in use elsewhere"));
      expect(warnings).toHaveLength(lost.length);
      expect(world.platform.inspect.ledger().conserved).toBe(true);
    },
  );

  it("do not take each other's purchase for their own when the answers to both are lost", async () => {
    const world = await MarketWorld.open("strict");
    const trade = await openTrade(world, { priceOcmc: 2 });
    const shop = {
      cron: "0 * * * *",
      timeZone: "UTC",
      run: async (ctx: AgentContext) => {
        const [gig] = await ctx.market.gigs();
        if (gig) await ctx.placeOrder({ gig, requirements: "About otters" });
      },
    };
    let lost = 0;
    world.taps.push(async ({ endpoint }, next) => {
      const answer = await next();
      if (endpoint === "placeOrder" && ++lost <= 2) throw transportError("connection_lost", "the answer was lost");
      return answer;
    });
    const start = async (seed: number) => {
      const agents = [{ use: "shops", name: "shops", apiKey: trade.buyer.apiKey }];
      const code = { shops: authored({ schedules: { shop } }) };
      const daemon = new TestDaemon({ world, dir: tempDirectory(), code, agents, seed });
      await world.through(daemon.daemon.start());
      return daemon;
    };
    const daemons = [await start(1), await start(2)];
    await world.clock.advanceBy(64 * minuteMs);
    expect(lost).toBe(2);
    const bought = daemons.map(({ engine }) => {
      const [run] = engine.list({ agent: "shops" });
      const step = engine.steps(run?.id ?? "").find(({ name }) => name === "placeOrder");
      return (step?.value as { order?: { id?: string } } | undefined)?.order?.id;
    });
    const created = world.happened("order.created").map(({ orderId }) => orderId);
    expect(created).toHaveLength(2);
    expect([...bought].sort()).toEqual([...created].sort());
  });
});
