import { describe, expect, it } from "vitest";
import type { ApiResponse } from "../../src/protocol/transport.ts";
import { TestDaemon } from "../support/market-daemon.ts";
import { authored } from "../support/market-house.ts";
import { openTrade, place } from "../support/market-trade.ts";
import { type MarketActor, MarketWorld } from "../support/market-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

const minuteMs = 60_000;

async function unread(actor: MarketActor): Promise<number> {
  return (await actor.client.listNotifications({ limit: 100 })).notifications.length;
}

async function open(profile: "default" | "strict" = "default") {
  const world = await MarketWorld.open(profile);
  const trade = await openTrade(world);
  const contents: string[] = [];
  const code = { chat: authored({ handlers: { "message.received": (ctx) => void contents.push(ctx.received.content) } }) };
  const dir = tempDirectory();
  const start = async (config: object = {}) => {
    const daemon = new TestDaemon({
      world,
      dir,
      agents: [{ use: "chat", apiKey: trade.seller.apiKey }],
      code,
      config: { daemon: config },
    });
    await world.through(daemon.daemon.start());
    return daemon;
  };
  const orderId = await place(trade);
  const write = async (count: number) => {
    for (let number = 0; number < count; number++) {
      await trade.buyer.client.sendMessage({ taskId: orderId, content: `message ${number}` });
    }
  };
  return { world, trade, contents, start, write, orderId };
}

describe("intake", () => {
  it("takes in far more than a page, in order, acknowledging by id and never all at once", async () => {
    const { world, trade, contents, start, write } = await open();
    await write(350);
    await start();
    await world.clock.advanceBy(2 * minuteMs);
    expect(contents).toEqual(Array.from({ length: 350 }, (_, number) => `message ${number}`));
    expect(await unread(trade.seller)).toBe(0);
    const patches = world.requests.filter((request) => request.endpoint === "markNotifications");
    expect(patches.every((request) => "notification_ids" in (request.body as object))).toBe(true);
    expect(patches.length).toBeLessThanOrEqual(6);
  });

  it("records and acknowledges what nobody handles, in one commit and without executing it", async () => {
    const { world, trade, start } = await open();
    const daemon = await start();
    await world.clock.advanceBy(2 * minuteMs);
    const [created] = daemon.daemon.engine.list({ kind: "order.created" });
    const reason = `${created?.agent} has no handler for order.created`;
    expect(created).toMatchObject({ status: "superseded", reason, attempts: 0 });
    expect(await unread(trade.seller)).toBe(0);
  });

  it("loses nothing that arrives between reading a page and acknowledging it", async () => {
    const { world, trade, contents, start, write, orderId } = await open();
    await write(3);
    let more = 5;
    world.taps.push(async (request, next) => {
      if (request.endpoint === "markNotifications" && more-- > 0) {
        await trade.buyer.client.sendMessage({ taskId: orderId, content: `in between ${more}` });
      }
      return next();
    });
    await start({ pollIntervalMs: 10_000 });
    await world.clock.advanceBy(10 * minuteMs);
    expect(contents).toHaveLength(8);
    expect(new Set(contents).size).toBe(8);
  });

  it("handles each notification once while acknowledging keeps failing, and acknowledges when it works again", async () => {
    const { world, trade, contents, start, write } = await open();
    world.platform.faults.add({ effect: { status: 500 }, endpoint: "markNotifications", ttlMs: 10 * minuteMs });
    await write(5);
    await start();
    await world.clock.advanceBy(5 * minuteMs);
    expect(contents).toHaveLength(5);
    expect(await unread(trade.seller)).toBe(6);
    await world.clock.advanceBy(10 * minuteMs);
    expect(contents).toHaveLength(5);
    expect(await unread(trade.seller)).toBe(0);
  });

  it("handles each notification once when the process dies between the commit and the acknowledgement", async () => {
    const { world, contents, start, write } = await open();
    await write(40);
    let answerMarks: () => void = () => {};
    const stalled = new Promise<void>((resolve) => {
      answerMarks = resolve;
    });
    world.taps.push(async (request, next) => {
      if (request.endpoint === "markNotifications") await stalled;
      return next();
    });
    const first = await start();
    await world.clock.advanceBy(2 * minuteMs);
    expect(world.calls("markNotifications")).toBe(1);
    first.crash();
    world.taps.length = 0;
    answerMarks();
    await start();
    await world.clock.advanceBy(2 * minuteMs);
    expect(new Set(contents).size).toBe(40);
    expect(contents).toHaveLength(40);
  });

  it("takes the good rows of a page with unusable ones, which it tells once", async () => {
    const { world, contents, start, write } = await open();
    await write(2);
    world.taps.push(async (request, next) => {
      const answer = await next();
      if (request.endpoint !== "listNotifications") return answer;
      const { notifications } = answer.body as { notifications: unknown[] };
      const crooked = [
        null,
        17,
        "text",
        {},
        { id: "" },
        { id: 5 },
        { type: "order.created" },
        { id: "odd", type: 7, payload: [] },
      ];
      return { ...answer, body: { notifications: [...crooked, ...notifications], unread_count: "many" } };
    });
    const { log } = await start();
    await world.clock.advanceBy(minuteMs);
    expect(contents).toEqual(["message 0", "message 1"]);
    expect(world.calls("listNotifications")).toBeGreaterThan(3);
    expect(log.filter(({ unusable }) => unusable !== undefined)).toMatchObject([{ level: "warn", unusable: 7 }]);
  });

  it("shares one acknowledgement between many short pages, and keeps none waiting for more than a minute", async () => {
    const { world, trade, start, orderId } = await open();
    await start({ pollIntervalMs: 5_000, busyPollIntervalMs: 5_000 });
    for (let count = 0; count < 12; count++) {
      await trade.buyer.client.sendMessage({ taskId: orderId, content: "one more" });
      await world.clock.advanceBy(10_000);
    }
    expect(world.calls("markNotifications")).toBeLessThanOrEqual(4);
    await world.clock.advanceBy(minuteMs);
    expect(await unread(trade.seller)).toBe(0);
  });

  it("acknowledges within a minute also when it polls more rarely than that", async () => {
    const { world, trade, start, write } = await open();
    await write(1);
    await start({ pollIntervalMs: 30 * minuteMs, busyPollIntervalMs: 30 * minuteMs });
    await world.clock.advanceBy(40 * minuteMs);
    await write(1);
    let waited = 0;
    while (world.calls("markNotifications") < 2 && waited++ < 60) await world.clock.advanceBy(minuteMs);
    expect(await unread(trade.seller)).toBe(0);
  });
});

describe("the poll loop", () => {
  it.each<[string, ApiResponse | Error]>([
    ["429", { status: 429, headers: { "retry-after": "7" }, body: undefined }],
    ["a 502 page in HTML", { status: 502, headers: {}, body: undefined }],
    ["an empty body", { status: 200, headers: {}, body: undefined }],
    ["a body of another shape", { status: 200, headers: {}, body: { notifications: "none" } }],
    ["a redirect", { status: 302, headers: { location: "https://elsewhere.test" }, body: undefined }],
    ["401", { status: 401, headers: {}, body: undefined }],
    ["an error nobody expects", new TypeError("boom")],
  ])("survives an hour of %s, without haste, and goes on afterwards", async (_what, answer) => {
    const { world, contents, start, write } = await open();
    const daemon = await start();
    const healAtMs = world.clock.now() + 60 * minuteMs;
    world.taps.push(async (request, next) => {
      if (request.endpoint !== "listNotifications" || world.clock.now() >= healAtMs) return next();
      if (answer instanceof Error) throw answer;
      return answer;
    });
    await write(3);
    const before = world.calls("listNotifications");
    await world.clock.advanceBy(60 * minuteMs);
    expect(contents).toEqual([]);
    // Four attempts a poll, and polls get rarer.
    expect(world.calls("listNotifications") - before).toBeLessThan(60 * 4);
    await world.clock.advanceBy(10 * minuteMs);
    expect(contents).toHaveLength(3);
    expect(daemon.statuses()).toMatchObject({ house: { phase: "running" } });
  });
});
