import { describe, expect, it } from "vitest";
import type { Json } from "../../src/base/json.ts";
import { pause, readPauses, resume } from "../../src/daemon/pauses.ts";
import { onlyApproval } from "../support/held-scene.ts";
import { TestDaemon } from "../support/market-daemon.ts";
import { type Authored, authored } from "../support/market-house.ts";
import { delivered, openTrade, place, statusOf } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

const minuteMs = 60_000;

async function open(code: Authored, entry: Readonly<Record<string, unknown>> = {}, role: "seller" | "buyer" = "seller") {
  const world = await MarketWorld.open();
  const trade = await openTrade(world);
  const dir = tempDirectory();
  const agents = [{ use: "it", name: "it", apiKey: trade[role].apiKey, ...entry }];
  const start = async () => {
    const test = new TestDaemon({ world, dir, code: { it: authored(code) }, agents });
    await world.through(test.daemon.start());
    return test;
  };
  /** As another process asks: answered within half a second. */
  const ask = async ({ life }: TestDaemon, name: string, args: Json = {}) => {
    const id = life.directory.commands.append(name, args);
    await world.clock.advanceBy(500);
    return life.directory.commands.answerOf(id);
  };
  return { world, trade, start, ask };
}

const working: Authored = {
  handlers: {
    "order.created": async (ctx) => {
      await ctx.start();
      await ctx.deliver("Otters");
    },
    "order.revision_requested": (ctx) => ctx.deliver("Better otters"),
  },
};

describe("a paused agent", () => {
  it("leaves new orders pending, also after a restart, and takes them up at once when resumed", async () => {
    const { world, trade, start, ask } = await open(working);
    const first = await start();
    expect(await ask(first, "pause", { agent: "it" })).toEqual({ ok: true, value: null });
    const orderId = await place(trade);
    await world.clock.advanceBy(10 * minuteMs);
    expect(await statusOf(trade, orderId)).toBe("pending");
    first.crash();
    const second = await start();
    await world.clock.advanceBy(30 * minuteMs);
    expect(await statusOf(trade, orderId)).toBe("pending");
    expect(second.engine.list({ status: ["queued"] })).toMatchObject([{ kind: "order.created", attempts: 0 }]);
    expect(await ask(second, "resume", { agent: "it" })).toEqual({ ok: true, value: null });
    expect(await statusOf(trade, orderId)).toBe("delivered");
    second.crash();
  });

  it("finishes what was begun: a revision of a started order is done", async () => {
    const { world, trade, start, ask } = await open(working);
    const test = await start();
    const orderId = await place(trade);
    await world.clock.advanceBy(2 * minuteMs);
    expect(await statusOf(trade, orderId)).toBe("delivered");
    await ask(test, "pause");
    await trade.buyer.client.requestRevision({ taskId: orderId, feedback: "More" });
    await world.clock.advanceBy(10 * minuteMs);
    expect(await statusOf(trade, orderId)).toBe("delivered");
    test.crash();
  });

  it("finishes an order it was busy with when it was paused and the process died", async () => {
    const { world, trade, start, ask } = await open({
      handlers: {
        "order.created": async (ctx) => {
          await ctx.start();
          await ctx.step("long", () => world.clock.sleep(12 * minuteMs, ctx.signal).then(() => null));
          await ctx.deliver("Otters");
        },
      },
    });
    const first = await start();
    const orderId = await place(trade);
    await world.clock.advanceBy(10 * minuteMs);
    await ask(first, "pause");
    first.crash();
    const second = await start();
    await world.clock.advanceBy(60 * minuteMs);
    expect(await statusOf(trade, orderId)).toBe("delivered");
    second.crash();
  });

  it("fires no schedule; after the pause a missed one fires once", async () => {
    let fired = 0;
    const { world, start, ask } = await open({
      schedules: { shop: { cron: "*/5 * * * *", timeZone: "UTC", run: () => void fired++ } },
    });
    const test = await start();
    await world.clock.advanceBy(6 * minuteMs);
    const before = fired;
    expect(before).toBeGreaterThan(0);
    await ask(test, "pause");
    await world.clock.advanceBy(60 * minuteMs);
    expect(fired).toBe(before);
    await ask(test, "resume");
    expect(fired).toBe(before + 1);
    test.crash();
  });
});

describe("pausing", () => {
  it("names agents that are not known, and what must be resumed as a whole", async () => {
    const { start, ask } = await open(working);
    const test = await start();
    expect(await ask(test, "pause", { agent: "nobody" })).toMatchObject({ ok: false, value: { code: "agent_unknown" } });
    await ask(test, "pause");
    expect(await ask(test, "resume", { agent: "it" })).toMatchObject({ ok: false, value: { code: "all_agents_paused" } });
    test.crash();
  });

  it("is idempotent, keeps its first time, and ends for everybody at once", async () => {
    const { world, start } = await open(working);
    const { engine, crash } = await start().then((test) => ({ engine: test.engine, crash: () => test.crash() }));
    const atMs = world.clock.now();
    await world.through(pause(engine, "it", atMs));
    await world.through(pause(engine, "it", atMs + 5));
    await world.through(pause(engine, undefined, atMs + 9));
    expect(readPauses(engine)).toEqual({ allSinceMs: atMs + 9, agents: new Map([["it", atMs]]) });
    await world.through(resume(engine, undefined));
    expect(readPauses(engine)).toEqual({ allSinceMs: undefined, agents: new Map() });
    crash();
  });
});

describe("a running daemon", () => {
  it("holds what the configuration says, carries out what it is told to, and refuses to be told twice", async () => {
    const { world, trade, start, ask } = await open(
      { handlers: { "order.delivered": (ctx) => ctx.approve() } },
      { approvals: { approve: { abovePriceOcmc: 5 } } },
      "buyer",
    );
    const test = await start();
    const orderId = await delivered(trade);
    await world.clock.advanceBy(2 * minuteMs);
    const { id } = onlyApproval(test);
    expect(await statusOf(trade, orderId)).toBe("delivered");
    expect(await ask(test, "approvals.approve", { id })).toEqual({ ok: true, value: "approved" });
    expect(await statusOf(trade, orderId)).toBe("completed");
    expect(await ask(test, "approvals.approve", { id })).toMatchObject({ ok: false, value: { code: "approval_closed" } });
    expect(await ask(test, "approvals.reject", { id: "nope" })).toMatchObject({
      ok: false,
      value: { code: "approval_not_found" },
    });
    test.crash();
  });
});
