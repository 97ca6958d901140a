import { describe, expect, it } from "vitest";
import { PermanentFailure } from "../../src/runtime/errors.ts";
import { startAlertReceiver } from "../support/alert-receiver.ts";
import { TestDaemon } from "../support/market-daemon.ts";
import type { Authored } from "../support/market-house.ts";
import { authored } from "../support/market-house.ts";
import { delivered, openTrade, place, statusOf } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";
import type { Behaviour } from "../support/webhook-receiver.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

const throwing: Authored = {
  handlers: {
    "order.created": () => {
      throw new PermanentFailure("a bug of ak_canary1234567890");
    },
  },
};
const idle: Authored = { handlers: { "order.created": () => {} } };

interface Scene {
  readonly code?: Authored;
  readonly behave?: Behaviour;
  readonly role?: "seller" | "buyer";
  readonly agent?: Readonly<Record<string, unknown>>;
  readonly on?: readonly string[];
  readonly pollIntervalMs?: number;
}

async function open({ code = throwing, behave, role = "seller", agent = {}, on, pollIntervalMs = 30_000 }: Scene = {}) {
  const world = await MarketWorld.open();
  const trade = await openTrade(world);
  const receiver = await startAlertReceiver(behave);
  const dir = tempDirectory();
  const make = (more: Readonly<Record<string, unknown>>[] = []) =>
    new TestDaemon({
      world,
      dir,
      code: { it: authored(code) },
      agents: [{ use: "it", apiKey: trade[role].apiKey, ...agent }, ...more],
      config: { notify: { url: receiver.url, ...(on && { on }) }, daemon: { pollIntervalMs, lateAfterMs: 3 * hourMs } },
    });
  const start = async (...more: Readonly<Record<string, unknown>>[]) => {
    const daemon = make(more);
    await world.through(daemon.daemon.start());
    return daemon;
  };
  return { world, trade, receiver, make, start };
}

describe("an alert", () => {
  it("tells of a dead letter once, with what to do about it, and without secrets", async () => {
    const { world, trade, receiver, start } = await open();
    await place(trade);
    await start();
    await world.clock.advanceBy(10 * minuteMs);
    expect(receiver.notices()).toHaveLength(1);
    const [alert] = receiver.alerts();
    expect(alert).toMatchObject({ kind: "deadLetter", agent: "house", details: { event: "order.created" }, resolvedAt: null });
    expect(alert?.text).toContain("upclaws dead-letters show");
    expect(JSON.stringify(receiver.notices())).not.toContain("canary");
  });

  it("comes again when what was over is so again", async () => {
    const { world, trade, receiver, start } = await open({ on: ["deadLetter"] });
    await place(trade);
    const daemon = await start();
    await world.clock.advanceBy(5 * minuteMs);
    const [run] = daemon.engine.list({ status: ["dead"] });
    await daemon.engine.drop(run!.id);
    await world.clock.advanceBy(minuteMs);
    expect(receiver.alerts()).toHaveLength(1);
    await place(trade);
    await world.clock.advanceBy(5 * minuteMs);
    expect(receiver.alerts()).toHaveLength(2);
  });

  it("is sent again, with back-off, until somebody took it", async () => {
    const { world, trade, receiver, start } = await open({
      on: ["deadLetter"],
      behave: (_webhook, response, index) => {
        response.statusCode = index < 3 ? 503 : 204;
        response.end();
      },
    });
    await place(trade);
    await start();
    await world.clock.advanceBy(hourMs);
    expect(receiver.notices()).toHaveLength(4);
    expect(new Set(receiver.alerts().map(({ id }) => id)).size).toBe(1);
  });

  it("survives the daemon: what was raised and not sent is sent by the next life, once", async () => {
    let isDown = true;
    const { world, trade, receiver, start } = await open({
      on: ["deadLetter"],
      behave: (_webhook, response) => {
        response.statusCode = isDown ? 500 : 200;
        response.end();
      },
    });
    await place(trade);
    const first = await start();
    await world.clock.advanceBy(minuteMs);
    const before = receiver.alerts().length;
    expect(before).toBeGreaterThan(0);
    first.crash();
    isDown = false;
    await start();
    await world.clock.advanceBy(hourMs);
    expect(receiver.alerts()).toHaveLength(before + 1);
  });

  it("that nobody answers delays no order, and leaves the daemon free to stop", async () => {
    const { world, trade, start } = await open({
      behave: () => {},
      code: {
        handlers: {
          "order.created": async (ctx) => {
            await ctx.start();
            await ctx.deliver("Otters");
          },
        },
      },
    });
    const daemon = await start({ use: "missing", name: "gone" });
    await world.clock.advanceBy(minuteMs);
    const orderId = await place(trade);
    await world.clock.advanceBy(minuteMs);
    expect(await statusOf(trade, orderId)).toBe("delivered");
    await daemon.stop();
  });

  it("that nobody answers keeps a single tick for half a minute at most", async () => {
    const { world, trade, make } = await open({ behave: () => {} });
    await place(trade);
    const daemon = make([{ use: "missing", name: "gone", apiKey: "ak_nothing" }]);
    const beganMs = world.clock.now();
    await world.through(daemon.daemon.once());
    expect(world.clock.now() - beganMs).toBeLessThanOrEqual(30_000);
    await daemon.stop({ offline: false });
  });

  it("is sent by a single tick too", async () => {
    const { world, trade, receiver, make } = await open({ on: ["deadLetter"] });
    await place(trade);
    for (let tick = 0; tick < 8; tick++) {
      const daemon = make();
      await world.through(daemon.daemon.once());
      await daemon.stop({ offline: false });
      await world.clock.advanceBy(10 * minuteMs);
    }
    expect(receiver.alerts()).toHaveLength(1);
  });
});

describe("alerts tell of", () => {
  it("an agent that is disabled", async () => {
    const { world, receiver, start } = await open();
    await start({ use: "missing", name: "gone", apiKey: "ak_nothing" });
    await world.clock.advanceBy(minuteMs);
    expect(receiver.alerts()).toMatchObject([
      { kind: "agentDisabled", subject: "gone", agent: "gone", text: "Agent gone is disabled: upclaws status tells why" },
    ]);
  });

  it("an action that waits for a person, and of its end when that comes near", async () => {
    const { world, trade, receiver, start } = await open({
      role: "buyer",
      code: { handlers: { "order.delivered": (ctx) => ctx.approve() } },
      agent: { approvals: { approve: { when: "always", expiresAfterMs: 4 * hourMs } } },
      on: ["approval", "approvalDeadline"],
      pollIntervalMs: hourMs,
    });
    await start();
    await delivered(trade);
    await world.clock.advanceBy(2 * hourMs);
    expect(receiver.alerts()).toMatchObject([{ kind: "approval", details: { action: "approve" } }]);
    await world.clock.advanceBy(2 * hourMs);
    expect(receiver.alerts().map(({ kind }) => kind)).toEqual(["approval", "approvalDeadline"]);
  });

  it("a daily limit that is nearly used up", async () => {
    const { world, receiver, start, trade } = await open({
      role: "buyer",
      agent: { spend: { ocmcPerDay: 10 } },
      code: {
        handlers: {},
        schedules: {
          buy: {
            cron: "0 1 * * *",
            timeZone: "UTC",
            run: async (ctx) => {
              const gigs = await ctx.market.gigs();
              await ctx.placeOrder({ gig: gigs[0]!, requirements: "Otters, please" });
            },
          },
        },
      },
      on: ["budget"],
    });
    expect(trade.gigId).not.toBe("");
    await start();
    await world.clock.advanceBy(2 * hourMs);
    expect(receiver.alerts()).toMatchObject([
      { kind: "budget", subject: "house/spend.ocmcPerDay", details: { used: 8, limit: 10 } },
    ]);
  });

  it("an order that nothing works on, and one that is late", async () => {
    const { world, trade, receiver, start } = await open({ code: idle, on: ["stalled"], pollIntervalMs: 10 * minuteMs });
    await start();
    await place(trade);
    await world.clock.advanceBy(40 * minuteMs);
    expect(receiver.alerts()).toMatchObject([{ kind: "stalled", details: { trouble: "stalled", status: "pending" } }]);
    await world.clock.advanceBy(3 * hourMs);
    expect(receiver.alerts().map(({ details }) => details.trouble)).toEqual(["stalled", "late"]);
  });

  it("nothing that `on` does not name", async () => {
    const { world, trade, receiver, start } = await open({ on: ["budget"] });
    await place(trade);
    await start({ use: "missing", name: "gone", apiKey: "ak_nothing" });
    await world.clock.advanceBy(hourMs);
    expect(receiver.alerts()).toEqual([]);
  });

  it("many dead letters in one notice", async () => {
    const { world, trade, receiver, start } = await open({ on: ["deadLetter"] });
    for (let n = 0; n < 5; n++) await place(trade);
    await start();
    await world.clock.advanceBy(5 * minuteMs);
    expect(receiver.alerts()).toHaveLength(5);
    expect(receiver.notices().length).toBeLessThanOrEqual(2);
  });
});
