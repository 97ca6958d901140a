import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readOrderBooks, writeOrderBook } from "../../src/daemon/health/order-book.ts";
import { type AgentDefinition, defineAgent } from "../../src/runtime/agent.ts";
import { baseUrl, type DaemonSetup, TestDaemon } from "../support/market-daemon.ts";
import { authored } from "../support/market-house.ts";
import { openTrade, place } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

const minuteMs = 60_000;

async function open(profile: "default" | "strict" = "default") {
  const world = await MarketWorld.open(profile);
  const dir = tempDirectory();
  const make = (setup: Partial<DaemonSetup>) =>
    new TestDaemon({ world, dir, code: { good: authored({}) }, agents: [{ use: "good", register: true }], ...setup });
  const registered = () => world.happened("agent.registered").length;
  return { world, dir, make, registered };
}

describe.each(["default", "strict"] as const)("an agent's identity, in the %s profile", (profile) => {
  it("is registered once, kept in the credentials file, and found there by the next daemon", async () => {
    const { world, make, registered } = await open(profile);
    const first = make({});
    await world.through(first.daemon.start());
    expect(first.credentials.get({ baseUrl, agent: "house" })).toMatchObject({ state: "registered", claimed: false });
    await first.stop();
    const second = make({});
    await world.through(second.daemon.start());
    expect(second.statuses()).toMatchObject({ house: { phase: "running", platformId: expect.any(String) } });
    expect(registered()).toBe(1);
  });

  it("is not registered a second time after a lost answer: a person decides", async () => {
    const { world, make, registered } = await open(profile);
    world.platform.faults.add({ effect: "drop_after_commit", endpoint: "register", times: 1 });
    const first = make({});
    await expect(world.through(first.daemon.start())).rejects.toMatchObject({ code: "no_agents" });
    expect(first.statuses()).toMatchObject({ house: { phase: "disabled", reason: expect.stringContaining("was lost") } });
    await first.stop();
    const second = make({});
    await expect(world.through(second.daemon.start())).rejects.toMatchObject({ code: "no_agents" });
    expect(second.statuses().house?.phase).toBe("disabled");
    expect(registered()).toBe(1);
    expect(world.calls("register")).toBe(1);
  });

  it("is registered later when the platform surely did not carry it out", async () => {
    const { world, make, registered } = await open(profile);
    world.platform.faults.add({ effect: { status: 429 }, endpoint: "register", times: 6 });
    const daemon = make({});
    await world.through(daemon.daemon.start());
    await world.clock.advanceBy(60 * minuteMs);
    expect(daemon.statuses()).toMatchObject({ house: { phase: "running" } });
    expect(registered()).toBe(1);
  });
});

describe("coming up", () => {
  it("uses the key of the configuration", async () => {
    const { world, make, registered } = await open();
    const actor = await world.actor("Given");
    const given = make({ agents: [{ use: "good", apiKey: actor.apiKey }] });
    await world.through(given.daemon.start());
    expect(given.statuses()).toMatchObject({ house: { phase: "running", platformId: actor.id } });
    expect(registered()).toBe(1);
  });

  it("waits for a platform that is away, in status `starting`, and takes up work as soon as it is there", async () => {
    const { world, make } = await open();
    const actor = await world.actor("Given");
    world.platform.faults.add({ effect: { status: 503 }, endpoint: "me", ttlMs: 20 * minuteMs });
    const given = make({ agents: [{ use: "good", apiKey: actor.apiKey }] });
    await world.through(given.daemon.start());
    expect(given.statuses()).toMatchObject({ house: { phase: "starting" } });
    await world.clock.advanceBy(25 * minuteMs);
    expect(given.statuses()).toMatchObject({ house: { phase: "running" } });
  });

  it.each([402, 403, 404, 410])("comes up by itself after a host that answered %d to everything", async (status) => {
    const { world, make } = await open();
    const actor = await world.actor("Given");
    world.platform.faults.add({ effect: { status }, endpoint: "me", ttlMs: 20 * minuteMs });
    const given = make({ agents: [{ use: "good", apiKey: actor.apiKey }] });
    await world.through(given.daemon.start());
    expect(given.statuses()).toMatchObject({ house: { phase: "disabled", reason: expect.stringContaining("tried again") } });
    await world.clock.advanceBy(40 * minuteMs);
    expect(given.statuses()).toMatchObject({ house: { phase: "running" } });
  });

  it("disables each broken agent with its reason while the others run", async () => {
    const { world, make } = await open();
    const trade = await openTrade(world);
    const asks = defineAgent({ ...authored({}), name: "asks", settings: z.object({ tone: z.string() }), handlers: {} });
    const cron: AgentDefinition = {
      ...authored({ schedules: { shop: { cron: "99 * * * *", timeZone: "UTC", run: () => {} } } }),
      name: "cron",
    };
    const zone: AgentDefinition = {
      ...authored({ schedules: { shop: { cron: "* * * * *", timeZone: "Mars/Olympus", run: () => {} } } }),
      name: "zone",
    };
    const works = authored({ handlers: { "order.created": (ctx) => ctx.start() } });
    const daemon = make({
      code: { asks, cron, zone, works, throws: new Error("Unexpected token") },
      agents: [
        { use: "throws", name: "throws", register: true },
        { use: "asks", with: { tone: 5 }, register: true },
        { use: "cron", register: true },
        { use: "zone", register: true },
        { use: "works", name: "keyless" },
        { use: "works", name: "wrong key", apiKey: "ak_000000000000" },
        { use: "works", name: "nonsense", budget: { usdPerDay: "much" } },
        { use: "works", apiKey: trade.seller.apiKey },
        { use: "works", apiKey: trade.buyer.apiKey },
      ],
    });
    await world.through(daemon.daemon.start());
    await place(trade);
    await world.clock.advanceBy(2 * minuteMs);
    expect(daemon.statuses()).toMatchObject({
      throws: { phase: "disabled", reason: expect.stringContaining("Unexpected token") },
      asks: { phase: "disabled", reason: expect.stringContaining("with.tone") },
      cron: { phase: "disabled", reason: expect.stringContaining("99 * * * *") },
      zone: { phase: "disabled", reason: expect.stringContaining("Mars/Olympus") },
      keyless: { phase: "disabled", reason: expect.stringContaining("has no key") },
      "wrong key": { phase: "disabled", reason: expect.stringContaining("401") },
      nonsense: { phase: "disabled", reason: expect.stringContaining("budget.usdPerDay") },
      house: { phase: "running" },
      "house (agents[8])": { phase: "disabled", reason: expect.stringContaining("name of its own") },
    });
    expect(world.happened("order.started")).toHaveLength(1);
    // The two of openTrade; none of the broken ones came as far as registering.
    expect(world.happened("agent.registered")).toHaveLength(2);
  });

  it("leaves an agent out whose code does not come to the end of loading, while the others run", async () => {
    const { world, make } = await open();
    const actor = await world.actor("Given");
    const code = { good: authored({}), hangs: new Promise<never>(() => {}) };
    const daemon = make({
      code,
      agents: [
        { use: "hangs", name: "hangs", register: true },
        { use: "good", apiKey: actor.apiKey },
      ],
    });
    const started = daemon.daemon.start();
    await world.clock.advanceBy(minuteMs);
    await started;
    expect(daemon.statuses()).toMatchObject({
      hangs: { phase: "disabled", reason: expect.stringContaining("did not load within 30 s") },
      house: { phase: "running" },
    });
  });

  it("can be interrupted while code loads, and then has not begun", async () => {
    const { world, make } = await open();
    const code = { hangs: new Promise<never>(() => {}) };
    const agents = [{ use: "hangs", name: "hangs", register: true }];
    const [serving, ticking] = [make({ code, agents, dir: tempDirectory() }), make({ code, agents, dir: tempDirectory() })];
    const outcomes = Promise.allSettled([serving.daemon.start(), ticking.daemon.once()]);
    for (const { daemon } of [serving, ticking]) daemon.interrupt(new Error("SIGTERM"));
    expect(await outcomes).toMatchObject([{ status: "fulfilled" }, { status: "rejected", reason: { message: "SIGTERM" } }]);
    await world.clock.advanceBy(minuteMs);
    expect([serving.statuses(), ticking.statuses()]).toEqual([{}, {}]);
  });

  it("forgets who is disabled, and whose orders are in trouble, once the configuration does not name them any more", async () => {
    const { world, make } = await open();
    const actor = await world.actor("Given");
    const code = { good: authored({}), throws: new Error("Unexpected token") };
    const good = { use: "good", apiKey: actor.apiKey };
    const before = make({ code, agents: [good, { use: "throws", name: "typo" }, { use: "throws", name: "broken" }] });
    await world.through(before.daemon.start());
    const book = { asOfMs: world.clock.now(), open: [], troubled: [], firstSeenMs: {} };
    for (const name of ["gone", "house"]) await writeOrderBook(before.engine, name, book);
    await before.stop();
    const books = ({ engine }: TestDaemon) => [...readOrderBooks(engine).keys()].sort();

    const corrected = make({ code, agents: [good, { use: "throws", name: "broken" }] });
    await world.through(corrected.daemon.start());
    expect(corrected.statuses()).toMatchObject({ house: { phase: "running" }, broken: { phase: "disabled" } });
    expect(corrected.statuses()).not.toHaveProperty("typo");
    // Whose orders the broken one's are is not known.
    expect(books(corrected)).toEqual(["gone", "house"]);
    await corrected.stop();

    const whole = make({ code, agents: [good] });
    await world.through(whole.daemon.start());
    expect(Object.keys(whole.statuses())).toEqual(["house"]);
    expect(books(whole)).toEqual(["house"]);
  });

  it("runs the same code under two names as two agents, each with settings and state of its own", async () => {
    const { world, make } = await open();
    const trade = await openTrade(world);
    const seen: unknown[] = [];
    const code = {
      echo: defineAgent({
        ...authored({}),
        name: "echo",
        settings: z.object({ tone: z.string() }),
        handlers: {
          unknown: () => {},
          "message.received": (ctx) => {
            const count = (ctx.state.get<number>("count") ?? 0) + 1;
            ctx.state.set("count", count);
            seen.push([ctx.agent.name, ctx.role, ctx.settings.tone, count]);
          },
        },
      }),
    };
    const daemon = make({
      code,
      agents: [
        { use: "echo", name: "left", apiKey: trade.seller.apiKey, with: { tone: "dry" } },
        { use: "echo", name: "right", apiKey: trade.buyer.apiKey, with: { tone: "warm" } },
      ],
    });
    await world.through(daemon.daemon.start());
    const taskId = await place(trade);
    await trade.buyer.client.sendMessage({ taskId, content: "to the seller" });
    await trade.seller.client.sendMessage({ taskId, content: "to the buyer" });
    await world.clock.advanceBy(2 * minuteMs);
    expect(seen.sort()).toEqual([
      ["left", "seller", "dry", 1],
      ["right", "buyer", "warm", 1],
    ]);
    expect([...daemon.daemon.agents.keys()]).toEqual(["left", "right"]);
  });

  it("starts only the agents it is asked for, and refuses names it does not know", async () => {
    const { world, make, dir } = await open();
    const trade = await openTrade(world);
    const agents = [
      { use: "good", name: "left", apiKey: trade.seller.apiKey },
      { use: "good", name: "right", apiKey: trade.buyer.apiKey },
    ];
    const one = make({ agents, only: ["right"] });
    await world.through(one.daemon.start());
    expect([...one.daemon.agents.keys()]).toEqual(["right"]);
    await one.stop();
    const none = new TestDaemon({ world, dir, code: { good: authored({}) }, agents, only: ["middle"] });
    await expect(world.through(none.daemon.start())).rejects.toMatchObject({ code: "no_agents" });
  });

  it("shows itself online, and offline at the end, and lets a presence that cannot be set harm nothing", async () => {
    const { world, make } = await open();
    const trade = await openTrade(world);
    const agents = [{ use: "good", apiKey: trade.seller.apiKey }];
    const presence = async () => (await trade.seller.client.me()).agent.online_status;
    const first = make({ agents });
    await world.through(first.daemon.start());
    await world.clock.settle();
    expect(await presence()).toBe("online");
    await first.stop();
    expect(await presence()).toBe("offline");
    world.platform.faults.add({ effect: { status: 500 }, endpoint: "setStatus" });
    const second = make({ agents });
    await world.through(second.daemon.start());
    expect(second.statuses()).toMatchObject({ house: { phase: "running" } });
    await second.stop();
    expect(second.messages()).toContain("presence not set");
  });
});
