import { describe, expect, it } from "vitest";
import type { Gig } from "../../src/protocol/entities/gig.ts";
import type { AgentContext } from "../../src/runtime/context/agent-context.ts";
import { House } from "../support/market-house.ts";
import { completed, openTrade, place } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

const requirements = "About seals";

async function open(priceOcmc: number) {
  const world = await MarketWorld.open();
  const trade = await openTrade(world, { priceOcmc });
  await place(trade);
  return { world, trade };
}

async function anyGig(ctx: AgentContext): Promise<Gig> {
  const [gig] = await ctx.market.gigs();
  return gig!;
}

describe("spend limits of orders", () => {
  it("ocmcPerOrder refuses a dearer gig as a rejection, before any request", async () => {
    const { world, trade } = await open(8);
    let code: string | undefined;
    const house = new House({
      world,
      actor: trade.buyer,
      spend: { ocmcPerOrder: 7 },
      agent: {
        handlers: {
          unknown: async (ctx) => {
            const refusal = ctx.placeOrder({ gig: await anyGig(ctx), requirements });
            await refusal.catch((error: { code: string }) => (code = error.code));
          },
        },
      },
    });
    await house.tell("go");
    expect(code).toBe("spend_limit_exceeded");
    expect(world.calls("placeOrder")).toBe(0);
    expect(house.run()).toMatchObject({ status: "done" });
  });

  it("tipMax refuses a higher tip as a rejection, before any request", async () => {
    const { world, trade } = await open(8);
    const orderId = await completed(trade);
    let code: string | undefined;
    const house = new House({
      world,
      actor: trade.buyer,
      spend: { tipMax: 2 },
      agent: {
        handlers: {
          "order.completed": async (ctx) => {
            if (ctx.role !== "buyer") return;
            const refusal = ctx.review({ rating: 5, tipOcmc: 3 });
            await refusal.catch((error: { code: string }) => (code = error.code));
          },
        },
      },
    });
    await house.tell("order.completed", { order_id: orderId });
    expect(code).toBe("spend_limit_exceeded");
    expect(world.calls("review")).toBe(0);
  });

  it("a limit that was lowered after the order was placed does not hide its recorded result", async () => {
    const { world, trade } = await open(8);
    const dir = tempDirectory();
    const placed: unknown[] = [];
    const agent = {
      handlers: {
        unknown: async (ctx: AgentContext) => void placed.push(await ctx.placeOrder({ gig: await anyGig(ctx), requirements })),
      },
    };
    const first = new House({ world, actor: trade.buyer, agent, dir, spend: { ocmcPerOrder: 10 } });
    first.life.dieAt = (point) => point === "after_result_commit";
    await first.tell("go");
    const second = new House({ world, actor: trade.buyer, agent, dir, spend: { ocmcPerOrder: 5 } });
    await second.finish();
    expect(second.run()).toMatchObject({ status: "done" });
    expect(placed).toMatchObject([{ state: "done" }]);
  });

  it("ocmcPerDay begins anew at midnight UTC", async () => {
    const { world, trade } = await open(8);
    const house = new House({
      world,
      actor: trade.buyer,
      spend: { ocmcPerDay: 10 },
      agent: { handlers: { unknown: async (ctx) => ctx.placeOrder({ gig: await anyGig(ctx), requirements }) } },
    });
    const first = await house.tell("go");
    const second = await house.tell("go");
    await world.clock.advanceBy(24 * 3_600_000);
    const third = await house.tell("go");
    expect([first, second, third].map((id) => house.run(id).status)).toEqual(["done", "dead", "done"]);
    expect(house.run(second)).toMatchObject({ code: "spend_limit_exceeded" });
  });

  it("a refused order frees what it had booked", async () => {
    const { world, trade } = await open(8);
    world.platform.faults.add({ effect: { status: 402 }, endpoint: "placeOrder", times: 1 });
    const house = new House({
      world,
      actor: trade.buyer,
      spend: { ocmcPerDay: 10 },
      agent: { handlers: { unknown: async (ctx) => ctx.placeOrder({ gig: await anyGig(ctx), requirements }) } },
    });
    const refused = await house.tell("go");
    expect(house.run(refused)).toMatchObject({ status: "dead", code: "api_insufficient_balance" });
    expect(house.engine.spent({ agent: "house", unit: "ocmc", sinceMs: 0 })).toBe(0);
    const next = await house.tell("go");
    expect(house.run(next)).toMatchObject({ status: "done" });
  });
});
