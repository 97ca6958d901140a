import { describe, expect, it } from "vitest";
import type { Json } from "../../src/base/json.ts";
import type { AgentContext } from "../../src/runtime/context/agent-context.ts";
import { RetryLater } from "../../src/runtime/errors.ts";
import { scheduleRun } from "../../src/runtime/event.ts";
import { House } from "../support/market-house.ts";
import { openTrade, place } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

async function open() {
  const world = await MarketWorld.open();
  const trade = await openTrade(world);
  return { world, trade, orderId: await place(trade) };
}

const circular: { self?: unknown } = {};
circular.self = circular;
const notJson = [circular, 10n, undefined, () => 1, Symbol("s")] as unknown as Json[];

describe("ctx.state", () => {
  it("is kept per order, committed with the run, and rolled back with a failed execution", async () => {
    const { world, trade, orderId } = await open();
    const other = await place(trade);
    const reads: unknown[] = [];
    let tries = 0;
    const house = new House({
      world,
      actor: trade.seller,
      agent: {
        handlers: {
          "message.received": (ctx) => {
            const count = ctx.state.get<number>("count") ?? 0;
            ctx.state.set("count", count + 1);
            reads.push([ctx.order.id === orderId ? "ours" : "other", count, ctx.state.get("count")]);
            if (++tries === 1) throw new RetryLater(10);
          },
        },
      },
    });
    for (const order_id of [orderId, orderId, other]) await house.tell("message.received", { order_id, content: "hi" });
    expect(reads).toEqual([
      ["ours", 0, 1],
      ["ours", 0, 1],
      ["ours", 1, 2],
      ["other", 0, 1],
    ]);
  });

  it("gives copies: what a handler changes in a value counts only when it sets it", async () => {
    const { world, trade, orderId } = await open();
    const reads: unknown[] = [];
    const house = new House({
      world,
      actor: trade.seller,
      agent: {
        handlers: {
          "message.received": (ctx) => {
            const list = ctx.state.get<string[]>("list") ?? [];
            reads.push([...list]);
            if (list.length === 0) ctx.state.set("list", ["kept"]);
            list.push("not kept");
            reads.push(ctx.state.get("list"));
          },
        },
      },
    });
    for (let turn = 0; turn < 2; turn++) await house.tell("message.received", { order_id: orderId });
    expect(reads).toEqual([[], ["kept"], ["kept"], ["kept"]]);
  });

  it("forgets a deleted key", async () => {
    const { world, trade, orderId } = await open();
    const reads: unknown[] = [];
    const house = new House({
      world,
      actor: trade.seller,
      agent: {
        handlers: {
          "message.received": (ctx) => {
            reads.push(ctx.state.get("key"));
            if (ctx.state.get("key") === undefined) ctx.state.set("key", 1);
            else ctx.state.delete("key");
          },
        },
      },
    });
    for (let turn = 0; turn < 3; turn++) await house.tell("message.received", { order_id: orderId });
    expect(reads).toEqual([undefined, 1, undefined]);
  });

  it.each(["unknown type", "schedule"])(
    "shows a repeated execution of a run of no order (%s) what the first one saw, whatever other runs wrote",
    async (kind) => {
      const { world, trade } = await open();
      const ways: unknown[] = [];
      const look = async (ctx: Pick<AgentContext, "state" | "step">) => {
        const way = ctx.state.get("way") ?? "first";
        await ctx.step(`go the ${way}`, async () => null);
        ways.push(way);
        if (ways.length === 1) throw new RetryLater(60_000);
        ctx.state.set("seen", true);
      };
      const write = (ctx: Pick<AgentContext, "state">) => ctx.state.set("way", "second");
      const house = new House({
        world,
        actor: trade.seller,
        agent: {
          handlers: { unknown: (ctx) => (ctx.event.payload.content === "write" ? write(ctx) : look(ctx)) },
          schedules: { look: { cron: "0 0 * * *", timeZone: "UTC", run: look } },
        },
      });
      const looking =
        kind === "schedule" ? scheduleRun("house", "look", 1) : house.runOf({ id: "look", type: "go", payload: {} });
      await house.engine.submit([looking]);
      await world.clock.settle();
      await house.engine.submit([house.runOf({ id: "write", type: "go", payload: { content: "write" } })]);
      await house.finish();
      expect(house.run(looking.id)).toMatchObject({ status: "done" });
      expect(ways).toEqual(["first", "first"]);
      expect(house.engine.readState("house")).toEqual(
        new Map<string, unknown>([
          ["seen", true],
          ["way", "second"],
        ]),
      );
    },
  );

  it.each(notJson.map((value) => [value]))("refuses a value that is not JSON with state_value_invalid", async (value) => {
    const { world, trade } = await open();
    const codes: unknown[] = [];
    const attempt = (call: () => void) => {
      try {
        call();
      } catch (error) {
        codes.push((error as { code?: string }).code);
      }
    };
    const house = new House({
      world,
      actor: trade.seller,
      agent: {
        handlers: {
          unknown: (ctx) => {
            attempt(() => ctx.state.set("key", value));
            if (value !== undefined) attempt(() => ctx.schedule("timer", 10, value));
          },
        },
      },
    });
    await house.tell("go");
    expect(new Set(codes)).toEqual(new Set(["state_value_invalid"]));
    expect(house.run()).toMatchObject({ status: "done" });
  });
});

describe("ctx.schedule", () => {
  it("wakes the timer handler at its time, with its data and its order again, also across a restart", async () => {
    const { world, trade, orderId } = await open();
    const dir = tempDirectory();
    const seen: unknown[] = [];
    const agent = {
      handlers: {
        "order.created": (ctx: { schedule(name: string, delayMs: number, data: Json): void }) =>
          ctx.schedule("remind", 86_400_000, { about: ["otters"] }),
        timer: (ctx: { timer: { name: string; data: Json }; order?: { id: string }; clock: { now(): number } }) =>
          void seen.push([ctx.timer.name, ctx.timer.data, ctx.order?.id, ctx.clock.now()]),
      },
    };
    const first = new House({ world, actor: trade.seller, agent, dir });
    await first.tell("order.created", { order_id: orderId });
    const dueAtMs = world.clock.now() + 86_400_000;
    expect(seen).toEqual([]);
    first.life.crash();
    const second = new House({ world, actor: trade.seller, agent, dir });
    await second.finish(100_000_000);
    expect(seen).toEqual([["remind", { about: ["otters"] }, orderId, dueAtMs]]);
  });

  it("does not exist when the execution that asked for it failed", async () => {
    const { world, trade, orderId } = await open();
    let tries = 0;
    let timers = 0;
    const house = new House({
      world,
      actor: trade.seller,
      agent: {
        handlers: {
          "order.created": (ctx) => {
            ctx.schedule("remind", 1_000);
            if (++tries === 1) throw new RetryLater(10);
          },
          timer: () => void timers++,
        },
      },
    });
    await house.tell("order.created", { order_id: orderId });
    expect([tries, timers]).toEqual([2, 1]);
  });

  it("does not hold its order's lane while it waits", async () => {
    const { world, trade, orderId } = await open();
    const seen: string[] = [];
    const house = new House({
      world,
      actor: trade.seller,
      agent: {
        handlers: {
          "order.created": (ctx) => ctx.schedule("remind", 86_400_000),
          "message.received": () => void seen.push("message"),
          timer: () => void seen.push("timer"),
        },
      },
    });
    await house.tell("order.created", { order_id: orderId });
    await house.tell("message.received", { order_id: orderId });
    expect(seen).toEqual(["message"]);
    expect(house.unfinished()).toMatchObject([{ kind: "timer" }]);
  });

  it("refuses a delay that is no time", async () => {
    const { world, trade } = await open();
    const codes: unknown[] = [];
    const house = new House({
      world,
      actor: trade.seller,
      agent: {
        handlers: {
          unknown: (ctx) => {
            for (const delayMs of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
              try {
                ctx.schedule("x", delayMs);
              } catch (error) {
                codes.push((error as { code?: string }).code);
              }
            }
          },
        },
      },
    });
    await house.tell("go");
    expect(codes).toEqual(["state_value_invalid", "state_value_invalid", "state_value_invalid"]);
  });

  it("can set the next one again and again without ids that grow", async () => {
    const { world, trade } = await open();
    let rounds = 0;
    const house = new House({
      world,
      actor: trade.seller,
      agent: {
        handlers: {
          unknown: (ctx) => ctx.schedule("tick", 1_000),
          timer: (ctx) => {
            if (++rounds < 100) ctx.schedule("tick", 1_000);
          },
        },
      },
    });
    await house.tell("go");
    expect(rounds).toBe(100);
    expect(Math.max(...house.engine.list().map((run) => run.id.length))).toBeLessThan(100);
  });
});
