import { describe, expect, it, onTestFinished } from "vitest";
import type { Transport } from "../../src/protocol/transport.ts";
import { RetryLater } from "../../src/runtime/errors.ts";
import { openDataDirectoryReadOnly } from "../../src/store/data-directory.ts";
import { type DaemonSetup, TestDaemon } from "../support/market-daemon.ts";
import { type Authored, authored } from "../support/market-house.ts";
import { openTrade, place, statusOf } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

const minuteMs = 60_000;

async function open(code: Authored, profile: "default" | "strict" = "default") {
  const world = await MarketWorld.open(profile);
  const trade = await openTrade(world);
  const dir = tempDirectory();
  const make = (more: Partial<DaemonSetup> = {}) =>
    new TestDaemon({ world, dir, code: { it: authored(code) }, agents: [{ use: "it", apiKey: trade.seller.apiKey }], ...more });
  const once = async (daemon: TestDaemon, deadlineMs?: number) => {
    const report = await world.through(daemon.daemon.once(deadlineMs));
    await daemon.stop({ offline: false });
    return report;
  };
  return { world, trade, dir, make, once };
}

const delivers: Authored = {
  handlers: {
    "order.created": async (ctx) => {
      await ctx.start();
      await ctx.deliver("Otters");
    },
  },
};

describe.each(["default", "strict"] as const)("once, in the %s profile", (profile) => {
  it("polls, reconciles, runs what is runnable, leaves presence alone, and acknowledges what it took", async () => {
    const { world, trade, make, once } = await open(delivers, profile);
    const orderId = await place(trade);
    expect(await once(make())).toEqual({ finished: true, deadLetters: 0, failedAgents: [] });
    expect(await statusOf(trade, orderId)).toBe("delivered");
    expect(world.calls("setStatus")).toBe(0);
    expect((await trade.seller.client.listNotifications()).notifications).toEqual([]);
  });
});

describe("once", () => {
  it("leaves later timers and retries to the next tick", async () => {
    const seen: string[] = [];
    const { world, trade, make, once } = await open({
      handlers: {
        "order.created": (ctx) => {
          seen.push("created");
          if (seen.length === 1) throw new RetryLater(30 * minuteMs);
          ctx.schedule("remind", 60 * minuteMs);
        },
        timer: () => void seen.push("timer"),
      },
    });
    await place(trade);
    const startedAtMs = world.clock.now();
    await once(make());
    expect(seen).toEqual(["created"]);
    expect(world.clock.now() - startedAtMs).toBeLessThan(minuteMs);
    await once(make());
    expect(seen).toEqual(["created"]);
    await world.clock.advanceBy(31 * minuteMs);
    await once(make());
    expect(seen).toEqual(["created", "created"]);
    await world.clock.advanceBy(61 * minuteMs);
    await once(make());
    expect(seen).toEqual(["created", "created", "timer"]);
  });

  it("tells of dead letters and of agents that could not be served", async () => {
    const { world, trade, make, once } = await open({
      handlers: {
        "order.created": () => {
          throw new TypeError("a bug");
        },
      },
    });
    await place(trade);
    for (let tick = 0; tick < 12; tick++) {
      await once(make());
      await world.clock.advanceBy(10 * minuteMs);
    }
    const agents = [
      { use: "it", apiKey: trade.seller.apiKey },
      { use: "missing", name: "missing", apiKey: "ak_whatever" },
    ];
    expect(await once(make({ agents }))).toEqual({ finished: true, deadLetters: 1, failedAgents: ["missing"] });
  });

  it("carries out what is asked of it meanwhile, and what was asked of a tick before", async () => {
    const answers: unknown[] = [];
    const { world, trade, dir, make, once } = await open({
      handlers: {
        "order.created": async (ctx) => {
          const view = openDataDirectoryReadOnly({ dir, clock: world.clock });
          onTestFinished(() => view.close());
          const asked = view.commands.append("pause", {});
          await ctx.step("work", () => world.clock.sleep(1_000));
          answers.push(view.commands.answerOf(asked));
          view.commands.append("resume", {});
        },
      },
    });
    await place(trade);
    await once(make());
    expect(answers).toEqual([{ ok: true, value: null }]);
    await place(trade);
    await once(make());
    expect(answers).toHaveLength(2);
  });

  it("comes to its end at the deadline and leaves the run to the next tick", async () => {
    let tries = 0;
    const { world, trade, make, once } = await open({
      handlers: {
        "order.created": (ctx) => ctx.step("long", () => (++tries === 1 ? world.clock.sleep(10 * minuteMs) : undefined)),
      },
    });
    await place(trade);
    const config = { daemon: { drainTimeoutMs: 1_000 } };
    expect(await once(make({ config }), 5_000)).toMatchObject({ finished: false });
    expect(await once(make({ config }))).toMatchObject({ finished: true, deadLetters: 0 });
    expect(tries).toBe(2);
  });
});

describe("stop", () => {
  it("lets a running handler finish within drainTimeoutMs", async () => {
    const { world, trade, make } = await open({
      handlers: {
        "order.created": async (ctx) => {
          await ctx.start();
          await ctx.step("think", () => world.clock.sleep(5_000));
          await ctx.deliver("Otters");
        },
      },
    });
    const orderId = await place(trade);
    const daemon = make();
    await world.through(daemon.daemon.start());
    while (world.happened("order.started").length === 0) await world.clock.next();
    expect(await daemon.stop()).toBe(0);
    expect(await statusOf(trade, orderId)).toBe("delivered");
  });

  it("parks a handler that takes longer; the next daemon goes on with it and repeats no action", async () => {
    let thoughts = 0;
    const { world, trade, make } = await open({
      handlers: {
        "order.created": async (ctx) => {
          await ctx.start();
          await ctx.step("think", () => (++thoughts === 1 ? world.clock.sleep(10 * minuteMs) : undefined));
          await ctx.deliver("Otters");
        },
      },
    });
    const orderId = await place(trade);
    const first = make();
    await world.through(first.daemon.start());
    while (world.happened("order.started").length === 0) await world.clock.next();
    expect(await first.stop()).toBe(1);
    await world.clock.advanceBy(20 * minuteMs);
    expect(await statusOf(trade, orderId)).toBe("in_progress");
    const second = make();
    await world.through(second.daemon.start());
    await world.clock.advanceBy(minuteMs);
    expect(await statusOf(trade, orderId)).toBe("delivered");
    expect(world.happened("order.started")).toHaveLength(1);
    expect(second.engine.list()).toMatchObject([{ status: "done", attempts: 1 }]);
  });

  it("is recorded in the agents' status", async () => {
    const { world, make } = await open(delivers);
    const first = make();
    await world.through(first.daemon.start());
    expect(first.statuses()).toMatchObject({ house: { phase: "running", reason: null } });
    await first.stop();
    const second = make();
    expect(second.statuses()).toMatchObject({ house: { phase: "stopped", reason: null } });
  });
});

describe("a running daemon", () => {
  it("carries an order through delivery, revision and approval between two agents in one process", async () => {
    const world = await MarketWorld.open("strict");
    const trade = await openTrade(world);
    const code = {
      writes: authored({
        handlers: { ...delivers.handlers, "order.revision_requested": (ctx) => ctx.deliver(`Better: ${ctx.feedback}`) },
      }),
      buys: authored({
        handlers: {
          "order.delivered": (ctx) => (ctx.revisionsRequested === 0 ? ctx.requestRevision("Shorter") : ctx.approve()),
        },
      }),
    };
    const agents = [
      { use: "writes", name: "writes", apiKey: trade.seller.apiKey },
      { use: "buys", name: "buys", apiKey: trade.buyer.apiKey },
    ];
    const daemon = new TestDaemon({ world, dir: tempDirectory(), code, agents });
    await world.through(daemon.daemon.start());
    const orderId = await place(trade);
    await world.clock.advanceBy(10 * minuteMs);
    expect(await statusOf(trade, orderId)).toBe("completed");
    expect(world.happened("order.delivered", orderId)).toHaveLength(2);
    expect(world.platform.inspect.ledger().conserved).toBe(true);
    expect(daemon.engine.list().filter((run) => run.status === "dead")).toEqual([]);
  });

  it("works for one agent while the platform leaves another one's first request unanswered", async () => {
    const world = await MarketWorld.open("strict");
    const trade = await openTrade(world);
    const unanswered = (signal: AbortSignal) =>
      world.clock.idle(new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))));
    const transport: Transport = {
      send: (request, signal) =>
        request.headers["x-agent-api-key"] === trade.buyer.apiKey ? unanswered(signal) : world.transport.send(request, signal),
      close: async () => {},
    };
    const agents = [
      { use: "writes", name: "writes", apiKey: trade.seller.apiKey },
      { use: "stuck", name: "stuck", apiKey: trade.buyer.apiKey },
    ];
    const code = { writes: authored(delivers), stuck: authored({}) };
    const daemon = new TestDaemon({
      world: Object.create(world, { transport: { value: transport } }),
      dir: tempDirectory(),
      code,
      agents,
    });
    const orderId = await place(trade);
    await world.through(daemon.daemon.start());
    await world.clock.advanceBy(minuteMs);
    expect(await statusOf(trade, orderId)).toBe("delivered");
    expect([...daemon.daemon.agents.keys()]).toEqual(["writes"]);
  });

  it("carries out commands of other processes: retry and drop dead letters, and answers what it cannot do", async () => {
    let broken = true;
    const { world, trade, make } = await open({
      handlers: {
        "order.created": async (ctx) => {
          if (broken) throw new TypeError("a bug");
          await ctx.start();
        },
      },
    });
    const [first, second] = [await place(trade), await place(trade)];
    const daemon = make();
    await world.through(daemon.daemon.start());
    await world.clock.advanceBy(60 * minuteMs);
    const dead = daemon.engine.list({ status: ["dead"] });
    expect(dead.map((run) => run.subject).sort()).toEqual([first, second].sort());
    broken = false;
    const { commands } = daemon.life.directory;
    const ask = async (name: string, args: Parameters<typeof commands.append>[1]) => {
      const id = commands.append(name, args);
      await world.clock.advanceBy(1_000);
      return commands.answerOf(id);
    };
    const [revived, dropped] = dead;
    expect(await ask("dead-letters.retry", { id: revived!.id })).toEqual({ ok: true, value: null });
    expect(await ask("dead-letters.drop", { id: dropped!.id })).toEqual({ ok: true, value: null });
    await world.clock.advanceBy(minuteMs);
    expect(daemon.engine.get(revived!.id)).toMatchObject({ status: "done" });
    expect(daemon.engine.get(dropped!.id)).toMatchObject({ status: "superseded", reason: "dropped" });
    expect(await ask("dead-letters.retry", { id: revived!.id })).toMatchObject({ ok: false, value: { code: "run_not_dead" } });
    expect(await ask("dead-letters.drop", { id: "nobody's" })).toMatchObject({ ok: false, value: { code: "run_not_found" } });
    expect(await ask("dead-letters.retry", null)).toMatchObject({ ok: false });
    for (const name of ["sing", "constructor", "__proto__", "toString"]) {
      expect(await ask(name, {})).toMatchObject({ ok: false, value: { code: "unknown_command" } });
    }
  });
});
