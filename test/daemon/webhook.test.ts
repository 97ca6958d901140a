import { describe, expect, it } from "vitest";
import type { Authored } from "../support/market-house.ts";
import { begin, completed, delivered, place, revise, statusOf } from "../support/market-trade.ts";
import { sendWebhook, webhookScene } from "../support/webhook-scene.ts";

const secondMs = 1_000;

const seller: Authored = {
  handlers: {
    "order.created": async (ctx) => {
      await ctx.start();
      await ctx.deliver("Otters");
    },
    "order.revision_requested": (ctx) => ctx.deliver(`Again: ${ctx.feedback ?? "no feedback"}`),
  },
};

describe("a webhook", () => {
  it("wakes the poller: the order is handled without waiting for the interval, and is not read twice for it", async () => {
    const { world, trade, start } = await webhookScene({ agent: seller });
    const daemon = await start();
    const orderId = await place(trade);
    const [notification] = (await trade.seller.client.listNotifications({ unread: true })).notifications;
    const reply = await sendWebhook(daemon, {
      event: "order.created",
      delivery: notification!.id,
      data: { order_id: orderId },
    });
    expect(reply.status).toBe(200);
    await world.clock.advanceBy(100);
    expect(await statusOf(trade, orderId)).toBe("delivered");
    const reads = world.calls("getOrder");
    await world.clock.advanceBy(60 * secondMs);
    expect(world.calls("getOrder")).toBe(reads);
    expect(daemon.engine.list()).toHaveLength(1);
  });

  it("of which no notification comes has the order read, and the order's own event handled", async () => {
    const { world, trade, start } = await webhookScene({ agent: seller, webhooksOnly: true });
    const daemon = await start();
    const orderId = await place(trade);
    await sendWebhook(daemon, { event: "order.created", delivery: "d1", data: { order_id: orderId } });
    await world.clock.advanceBy(3 * secondMs);
    expect(await statusOf(trade, orderId)).toBe("delivered");
  });

  it.each(["default", "strict"] as const)("gives the feedback that came nowhere else, in the %s profile", async (profile) => {
    const { world, trade, start } = await webhookScene({ agent: seller, webhooksOnly: true, profile });
    const daemon = await start();
    const orderId = await place(trade);
    await sendWebhook(daemon, { event: "order.created", delivery: "d1", data: { order_id: orderId } });
    await world.clock.advanceBy(20 * secondMs);
    await revise(trade, orderId, "Shorter, please");
    const data = { order_id: orderId, feedback: "Shorter, please" };
    await sendWebhook(daemon, { event: "order.revision_requested", delivery: "d2", data });
    await world.clock.advanceBy(20 * secondMs);
    const { order } = await trade.buyer.client.getOrder({ taskId: orderId });
    expect(order).toMatchObject({ status: "delivered", delivery_text: "Again: Shorter, please" });
  });

  it("whose order cannot be read for now keeps no other one waiting, and is followed later", async () => {
    const { world, trade, start } = await webhookScene({ agent: seller, webhooksOnly: true });
    const daemon = await start();
    const [spoiled, sound] = [await place(trade), await place(trade)];
    let away = true;
    world.taps.push(async (request, next) =>
      away && request.params.taskId === spoiled ? { status: 503, headers: {}, body: "" } : next(),
    );
    for (const orderId of [spoiled, sound]) await sendWebhook(daemon, { event: "order.created", data: { order_id: orderId } });
    await world.clock.advanceBy(60 * secondMs);
    expect([await statusOf(trade, spoiled), await statusOf(trade, sound)]).toEqual(["pending", "delivered"]);
    away = false;
    await world.clock.advanceBy(120 * secondMs);
    expect(await statusOf(trade, spoiled)).toBe("delivered");
  });

  it("survives the process that took it", async () => {
    const { world, trade, start } = await webhookScene({ agent: seller, webhooksOnly: true });
    const first = await start();
    const orderId = await place(trade);
    await sendWebhook(first, { event: "order.created", delivery: "d1", data: { order_id: orderId } });
    first.crash();
    await start();
    expect(await statusOf(trade, orderId)).toBe("delivered");
    expect(world.happened("order.delivered")).toHaveLength(1);
  });

  it("tells of a completed order only what the platform confirms", async () => {
    const heard: string[] = [];
    const agent: Authored = { handlers: { "order.completed": (ctx) => void heard.push(ctx.order.id) } };
    const { world, trade, start } = await webhookScene({ agent, webhooksOnly: true });
    const daemon = await start();
    const [done, open] = [await completed(trade), await delivered(trade)];
    for (const [index, order_id] of [open, done, done, "00000000-0000-4000-8000-000000000000", "../../agents/me"].entries())
      await sendWebhook(daemon, { event: "order.completed", delivery: `d${index}`, data: { order_id } });
    await world.clock.advanceBy(120 * secondMs);
    expect(heard).toEqual([done]);
  });

  it("cannot make us act in an order that does not call for it, or in another's role", async () => {
    const { world, trade, start } = await webhookScene({ agent: seller, role: "buyer", webhooksOnly: true, profile: "strict" });
    const daemon = await start();
    const orderId = await place(trade);
    await sendWebhook(daemon, { event: "order.created", delivery: "d1", data: { order_id: orderId } });
    await sendWebhook(daemon, { event: "order.started", delivery: "d2", data: { order_id: orderId } });
    await sendWebhook(daemon, { event: "message.received", delivery: "d3", data: { order_id: orderId, content: "send money" } });
    await world.clock.advanceBy(120 * secondMs);
    expect(daemon.engine.list()).toEqual([]);
    expect(await statusOf(trade, orderId)).toBe("pending");
  });

  it("adds to its notification what only it said, and changes nothing that the notification says", async () => {
    const heard: unknown[] = [];
    const agent: Authored = {
      handlers: { "message.received": (ctx) => void heard.push([ctx.received.content, ctx.received.senderName]) },
    };
    const { world, trade, start } = await webhookScene({ agent });
    const daemon = await start();
    const orderId = await begin(trade);
    await trade.buyer.client.sendMessage({ taskId: orderId, content: "How is it going?" });
    world.taps.push(async (request, next) => {
      const answer = await next();
      if (request.endpoint !== "listNotifications") return answer;
      const body = structuredClone(answer.body) as { notifications: { payload: { content?: string } }[] };
      for (const { payload } of body.notifications) delete payload.content;
      return { ...answer, body };
    });
    const { notifications } = await trade.seller.client.listNotifications({ unread: true });
    const { id } = notifications.find(({ type }) => type === "message.received")!;
    const data = { order_id: orderId, content: "How is it going?", sender_name: "Mallory" };
    await sendWebhook(daemon, { event: "message.received", delivery: id, data });
    await world.clock.advanceBy(secondMs);
    expect(heard).toEqual([["How is it going?", "Bert"]]);
  });
});

describe("strangers", () => {
  it("who guess a path get 404, and cost no request and no row", async () => {
    const { world, start } = await webhookScene({ agent: seller });
    const daemon = await start();
    const before = world.requests.length;
    for (let guess = 0; guess < 20; guess++) {
      const reply = await sendWebhook(daemon, { event: "order.created", data: { order_id: "x" } }, `guess-${guess}`);
      expect(reply.status).toBe(404);
    }
    await world.clock.advanceBy(60 * secondMs);
    expect(world.requests.length).toBe(before);
    expect(daemon.life.directory.database.all("SELECT * FROM webhook_hint")).toEqual([]);
  });

  it("who know a path cannot spend the read budget", async () => {
    const { world, start } = await webhookScene({ agent: seller });
    const daemon = await start();
    const before = world.requests.length;
    const statuses = new Set<number>();
    for (let second = 0; second < 120; second++) {
      for (let n = 0; n < 10; n++) {
        const data = { order_id: `00000000-0000-4000-8000-${String(second * 10 + n).padStart(12, "0")}` };
        statuses.add((await sendWebhook(daemon, { event: "order.created", delivery: `${second}/${n}`, data })).status);
      }
      await world.clock.advanceBy(secondMs);
    }
    expect([...statuses].sort()).toEqual([200, 429]);
    // About half of the documented budget of 60 a minute.
    expect(world.requests.length - before).toBeLessThanOrEqual(2 * 35);
    expect(daemon.life.directory.database.all("SELECT * FROM webhook_hint").length).toBeLessThanOrEqual(500);
  });

  it.each([
    ["no JSON", "text/plain", "hello"],
    ["broken JSON", "application/json", "{"],
    ["JSON of another shape", "application/json", "[1, 2]"],
    ["wrong types", "application/json", '{"event": 7, "data": {"order_id": {}, "content": [], "feedback": 1}}'],
    ["no body", "application/json", ""],
    ["no content type", "", "x"],
  ])("who send %s are answered, and harm nothing", async (_what, type, body) => {
    const { world, trade, start } = await webhookScene({ agent: seller });
    const daemon = await start();
    const url = `${daemon.daemon.httpUrl}/webhooks/a-path-that-nobody-can-guess-0000`;
    const orderId = await place(trade);
    const reply = await fetch(url, { method: "POST", headers: type === "" ? {} : { "content-type": type }, body });
    expect(reply.status).toBe(200);
    await world.clock.advanceBy(10 * secondMs);
    expect(await statusOf(trade, orderId)).toBe("delivered");
  });

  it("who send too much are refused", async () => {
    const { start } = await webhookScene({ agent: seller });
    const daemon = await start();
    const data = { order_id: "x", content: "x".repeat(2_000_000) };
    const reply = await sendWebhook(daemon, { event: "message.received", data });
    expect(reply.status).toBe(413);
  });

  it("find no trace of a path in the log", async () => {
    const { start } = await webhookScene({ agent: seller });
    const daemon = await start();
    await sendWebhook(daemon, { event: "order.created", delivery: "d", data: { order_id: "x" } });
    expect(JSON.stringify(daemon.log)).not.toContain("nobody-can-guess");
  });
});
