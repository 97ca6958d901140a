import { describe, expect, it } from "vitest";
import { RetryLater } from "../../src/runtime/errors.ts";
import { startAlertReceiver } from "../support/alert-receiver.ts";
import { TestDaemon } from "../support/market-daemon.ts";
import { type Authored, authored } from "../support/market-house.ts";
import { openTrade, place, statusOf } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

const minuteMs = 60_000;

const delivers: Authored = {
  handlers: {
    "order.created": async (ctx) => {
      await ctx.start();
      await ctx.deliver("Otters");
    },
  },
};
/** Has started, and delivers only after the first hour. */
const patient: Authored = {
  handlers: {
    "order.created": async (ctx) => {
      await ctx.start();
      if (ctx.clock.now() < Date.UTC(2026, 0, 1, 1)) throw new RetryLater(2 * minuteMs);
      await ctx.deliver("Otters");
    },
  },
};

/** Two sellers in one daemon; the platform refuses the first one's key while `refused` says so. */
async function open(options: { readonly refused?: () => boolean; readonly alerts?: boolean; readonly code?: Authored } = {}) {
  const world = await MarketWorld.open();
  const first = await openTrade(world);
  const other = { ...(await openTrade(world)) };
  const scene = { refused: options.refused ?? (() => false), asked: 0 };
  world.taps.push(async (request, next) => {
    if (request.headers["x-agent-api-key"] !== first.seller.apiKey || !scene.refused()) return await next();
    scene.asked++;
    return { status: 401, headers: {}, body: { error: "Invalid API key" } };
  });
  const receiver = options.alerts ? await startAlertReceiver() : undefined;
  const make = () =>
    new TestDaemon({
      world,
      dir,
      code: { it: authored(options.code ?? delivers) },
      agents: [
        { use: "it", name: "first", apiKey: first.seller.apiKey },
        { use: "it", name: "other", apiKey: other.seller.apiKey },
      ],
      config: { daemon: { pollIntervalMs: 60_000 }, ...(receiver && { notify: { url: receiver.url } }) },
    });
  const dir = tempDirectory();
  return { world, first, other, scene, receiver, make };
}

const always = () => true;
const never = () => false;

describe("an agent whose key is refused while it runs", () => {
  it("is disabled alone, asks no more than now and then, and goes on by itself without loss when the key is good again", async () => {
    const { world, first, other, scene, receiver, make } = await open({ alerts: true });
    const daemon = make();
    await world.through(daemon.daemon.start());
    await world.clock.advanceBy(5 * minuteMs);
    scene.refused = always;
    const [mine, theirs] = [await place(first), await place(other)];
    await world.clock.advanceBy(2 * minuteMs);
    expect(daemon.statuses()).toMatchObject({
      first: { phase: "disabled", reason: expect.stringContaining("upclaws resume first") },
      other: { phase: "running" },
    });
    const sinceMs = daemon.statuses().first?.sinceMs;
    expect(receiver?.alerts()).toMatchObject([{ kind: "agentDisabled", agent: "first" }]);
    expect(await statusOf(other, theirs)).toBe("delivered");
    scene.asked = 0;
    await world.clock.advanceBy(60 * minuteMs);
    expect(scene.asked).toBeGreaterThan(3);
    expect(scene.asked).toBeLessThan(40);
    expect(daemon.statuses().first?.sinceMs).toBe(sinceMs);
    expect(daemon.daemon.agents.has("first")).toBe(false);

    scene.refused = never;
    await world.clock.advanceBy(20 * minuteMs);
    expect(daemon.statuses()).toMatchObject({ first: { phase: "running", reason: null } });
    expect(await statusOf(first, mine)).toBe("delivered");
    expect(receiver?.alerts()).toHaveLength(1);
    expect(daemon.messages().filter((message) => message === "agent disabled")).toHaveLength(1);
    expect(await statusOf(first, await place(first))).toBe("pending");
    await world.clock.advanceBy(2 * minuteMs);
    expect(world.happened("order.delivered")).toHaveLength(3);
  });

  it("is tried again at once when it is resumed", async () => {
    const { world, first, scene, make } = await open();
    const daemon = make();
    await world.through(daemon.daemon.start());
    scene.refused = always;
    const orderId = await place(first);
    await world.clock.advanceBy(10 * minuteMs);
    scene.refused = never;
    daemon.life.directory.commands.append("resume", { agent: "first" });
    await world.clock.advanceBy(5_000);
    expect(await statusOf(first, orderId)).toBe("delivered");
  });

  it("keeps a run that was under way: it waits without a try, and goes on where it was", async () => {
    const { world, first, scene, make } = await open({ code: patient });
    const daemon = make();
    await world.through(daemon.daemon.start());
    const orderId = await place(first);
    await world.clock.advanceBy(3 * minuteMs);
    expect(await statusOf(first, orderId)).toBe("in_progress");
    const [run] = daemon.engine.list({ agent: "first", subject: orderId });
    scene.refused = always;
    await world.clock.advanceBy(60 * minuteMs);
    const waiting = daemon.engine.get(run?.id ?? "");
    expect(waiting).toMatchObject({ status: "queued" });
    expect(waiting?.attempts).toBeLessThanOrEqual((run?.attempts ?? 0) + 1);
    scene.refused = never;
    await world.clock.advanceBy(20 * minuteMs);
    expect(await statusOf(first, orderId)).toBe("delivered");
    expect(world.happened("order.started", orderId)).toHaveLength(1);
  });

  it("is not disabled by a single 401 of a platform that hiccups", async () => {
    const { world, first, scene, make } = await open();
    const daemon = make();
    await world.through(daemon.daemon.start());
    await world.clock.advanceBy(5 * minuteMs);
    const orderId = await place(first);
    scene.refused = () => scene.asked === 0;
    await world.clock.advanceBy(2 * minuteMs);
    expect(scene.asked).toBe(1);
    expect(daemon.statuses()).toMatchObject({ first: { phase: "running" } });
    expect(daemon.messages()).not.toContain("agent disabled");
    expect(await statusOf(first, orderId)).toBe("delivered");
  });

  it("stays disabled in `status` after an orderly end", async () => {
    const { world, scene, make } = await open();
    const daemon = make();
    await world.through(daemon.daemon.start());
    scene.refused = always;
    await world.clock.advanceBy(5 * minuteMs);
    await daemon.stop();
    expect(make().statuses()).toMatchObject({ first: { phase: "disabled" }, other: { phase: "stopped" } });
  });
});

describe("an agent whose key is refused from the start", () => {
  it("comes up by itself when the key is good, though it was the only one", async () => {
    const { world, first, scene } = await open({ refused: always });
    const agents = [{ use: "it", name: "first", apiKey: first.seller.apiKey }];
    const daemon = new TestDaemon({ world, dir: tempDirectory(), code: { it: authored(delivers) }, agents });
    await world.through(daemon.daemon.start());
    expect(daemon.statuses()).toMatchObject({ first: { phase: "disabled" } });
    const orderId = await place(first);
    scene.refused = never;
    await world.clock.advanceBy(20 * minuteMs);
    expect(await statusOf(first, orderId)).toBe("delivered");
  });
});
