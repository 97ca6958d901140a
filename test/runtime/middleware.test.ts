import { describe, expect, it } from "vitest";
import { compose } from "../../src/runtime/middleware.ts";
import { type Authored, House } from "../support/market-house.ts";
import { openTrade, place } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";

async function run(code: Authored) {
  const world = await MarketWorld.open();
  const trade = await openTrade(world);
  const house = new House({ world, actor: trade.seller, agent: code });
  await house.tell("order.created", { order_id: await place(trade) });
  return house.run();
}

describe("middleware", () => {
  it("wraps the handler, the first one outermost, and sees the handler's own context", async () => {
    const seen: string[] = [];
    const layer = (name: string) => async (ctx: { readonly event: { readonly type: string } }, next: () => Promise<void>) => {
      seen.push(`${name} before ${ctx.event.type}`);
      await next();
      seen.push(`${name} after`);
    };
    const ended = await run({
      middleware: [layer("outer"), layer("inner")],
      handlers: { "order.created": () => void seen.push("handler") },
    });
    expect(seen).toEqual(["outer before order.created", "inner before order.created", "handler", "inner after", "outer after"]);
    expect(ended).toMatchObject({ status: "done" });
  });

  it("vetoes by not calling next", async () => {
    let calls = 0;
    const ended = await run({ middleware: [() => {}], handlers: { "order.created": () => calls++ } });
    expect(calls).toBe(0);
    expect(ended).toMatchObject({ status: "done" });
  });

  it("may change what the handler throws", async () => {
    const ended = await run({
      middleware: [(_ctx, next) => next().catch(() => {})],
      handlers: {
        "order.created": () => {
          throw new TypeError("hidden");
        },
      },
    });
    expect(ended).toMatchObject({ status: "done" });
  });

  it("that calls next twice fails, and the handler runs once", async () => {
    let calls = 0;
    const composed = compose([async (_ctx: object, next) => next().then(next)], () => calls++);
    await expect(composed({})).rejects.toThrow("next() was called twice");
    expect(calls).toBe(1);
  });

  it("sees schedules and timers too", async () => {
    const seen: string[] = [];
    const world = await MarketWorld.open();
    const trade = await openTrade(world);
    const house = new House({
      world,
      actor: trade.seller,
      agent: {
        middleware: [
          (ctx, next) => {
            seen.push(ctx.event.type);
            return next();
          },
        ],
        handlers: { unknown: (ctx) => ctx.schedule("later", 10), timer: () => {} },
      },
    });
    await house.tell("something");
    expect(seen).toEqual(["something", "timer"]);
  });
});
