import { describe, expect, it } from "vitest";
import { RetryLater } from "../../src/runtime/errors.ts";
import { type Authored, House } from "../support/market-house.ts";
import { begin, completed, delivered, openTrade, place, revise } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";

async function open(role: "seller" | "buyer", agent: Authored, profile: "default" | "strict" | "adversarial" = "default") {
  const world = await MarketWorld.open(profile);
  const trade = await openTrade(world);
  return { world, trade, house: new House({ world, actor: trade[role], agent }) };
}

describe("an event that names no order we could work on", () => {
  it.each(["order.created", "order.delivered", "order.completed", "message.received"])(
    "is superseded when it is %s without an order_id: no handler gets a context without its order",
    async (type) => {
      let calls = 0;
      const { house } = await open("seller", { handlers: { [type]: () => calls++ } });
      for (const payload of [{}, { order_id: "" }]) await house.tell(type, payload);
      expect(house.engine.list()).toMatchObject([
        { status: "superseded", reason: expect.stringContaining("names no order") },
        { status: "superseded" },
      ]);
      expect(calls).toBe(0);
    },
  );

  it.each([
    ["nobody's", "11111111-1111-4111-8111-111111111111"],
    ["far too long", "x".repeat(5_000)],
    ["a path", "../agents/me"],
  ])("is superseded when the order it names is %s", async (_what, order_id) => {
    const { house } = await open("seller", { handlers: { "order.created": (ctx) => ctx.start() } });
    await house.tell("order.created", { order_id });
    expect(house.run()).toMatchObject({ status: "superseded", reason: expect.stringContaining("not among our orders") });
  });

  it("is superseded when it is a stranger's order", async () => {
    const { world, trade } = await open("seller", {});
    const orderId = await place(trade);
    const stranger = await world.actor("Stranger");
    const house = new House({ world, actor: stranger, agent: { handlers: { "order.created": (ctx) => ctx.start() } } });
    await house.tell("order.created", { order_id: orderId });
    expect(house.run()).toMatchObject({ status: "superseded" });
  });
});

describe("our role, where neither the order nor the event tells it", () => {
  const roles: unknown[] = [];
  const agent: Authored = {
    handlers: {
      "order.created": () => undefined,
      "order.completed": (ctx) => void roles.push(ctx.role),
    },
  };

  it("is told by an earlier event of the order, without a list of all our orders, and else by that list", async () => {
    const { world, trade, house } = await open("seller", agent, "adversarial");
    const orderId = await completed(trade);
    const lists = () => world.requests.filter(({ endpoint, query }) => endpoint === "listOrders" && query.role === "both").length;
    await house.tell("order.completed", { order_id: orderId });
    expect([roles.splice(0), lists() > 0]).toEqual([["seller"], true]);
    const next = await completed(trade);
    await house.tell("order.created", { order_id: next });
    const before = lists();
    await house.tell("order.completed", { order_id: next });
    expect([roles, lists() - before]).toEqual([["seller"], 0]);
  });
});

describe("an event without a handler of its name", () => {
  it("is superseded, visibly, when its type is known", async () => {
    const { house } = await open("seller", { handlers: {} });
    await house.tell("message.received", { order_id: "x" });
    expect(house.run()).toMatchObject({ status: "superseded", reason: "house has no handler for message.received" });
  });

  it.each(["order.disputed", "timer", "schedule", "gigs", "constructor", "__proto__", ""])(
    "goes to `unknown` when the platform calls it %j",
    async (type) => {
      const seen: unknown[] = [];
      const { house } = await open("seller", {
        handlers: { unknown: (ctx) => void seen.push(ctx.event.type), timer: () => void seen.push("our timer") },
        schedules: { "": { cron: "0 0 * * *", timeZone: "UTC", run: () => void seen.push("our schedule") } },
      });
      await house.tell(type, { order_id: "anything" });
      expect(seen).toEqual([type]);
      expect(house.run()).toMatchObject({ status: "done" });
    },
  );
});

describe("our role", () => {
  const roleTeller = (seen: string[]): Authored => ({
    handlers: {
      "order.completed": (ctx) => void seen.push(ctx.role),
      "message.received": (ctx) => void seen.push(ctx.role),
    },
  });

  it.each(["seller", "buyer"] as const)("is told by the list when the order itself does not tell it: %s", async (role) => {
    const seen: string[] = [];
    const { world, trade, house } = await open(role, roleTeller(seen), "strict");
    const orderId = await completed(trade);
    await house.tell("order.completed", { order_id: orderId });
    await house.tell("message.received", { order_id: orderId, content: "Hi" });
    expect(seen).toEqual([role, role]);
    expect(world.calls("listOrders")).toBeGreaterThan(0);
  });

  it("is what the order tells, whatever the event's name suggests", async () => {
    const { trade, house } = await open("buyer", { handlers: { "order.created": (ctx) => ctx.start() } });
    const orderId = await place(trade);
    await house.tell("order.created", { order_id: orderId });
    expect(house.run()).toMatchObject({ status: "superseded", reason: expect.stringContaining("we are the buyer") });
  });
});

describe("what a handler gets to see", () => {
  it("the latest feedback from the order when the event came without it", async () => {
    const seen: unknown[] = [];
    const { trade, house } = await open("seller", {
      handlers: { "order.revision_requested": (ctx) => void seen.push(ctx.feedback) },
    });
    const orderId = await delivered(trade);
    await revise(trade, orderId, "Funnier");
    await house.reconcile();
    expect(seen).toEqual(["Funnier"]);
  });

  it("undefined as feedback where neither tells one", async () => {
    const seen: unknown[] = [];
    const { trade, house } = await open(
      "seller",
      { handlers: { "order.revision_requested": (ctx) => void seen.push(ctx.feedback) } },
      "strict",
    );
    const orderId = await delivered(trade);
    await revise(trade, orderId, "Funnier");
    await house.reconcile();
    expect(seen).toEqual([undefined]);
  });

  it("all messages that came before the event was taken up, the same ones in a repeated execution", async () => {
    const seen: string[][] = [];
    const { trade, house } = await open("seller", {
      handlers: {
        "order.created": (ctx) => ctx.schedule("look", 3_600_000),
        timer: async (ctx) => {
          if (ctx.role === null) return;
          seen.push(ctx.messages.map((message) => message.content));
          await ctx.step("meanwhile", () =>
            trade.buyer.client.sendMessage({ taskId: ctx.order.id, content: "later" }).then(() => house.submitUnread()),
          );
          if (seen.length === 1) throw new RetryLater(1_000);
        },
      },
    });
    const orderId = await place(trade);
    await trade.buyer.client.sendMessage({ taskId: orderId, content: "early" });
    await house.submitUnread();
    await house.finish(60_000);
    await trade.buyer.client.sendMessage({ taskId: orderId, content: "before the timer" });
    await house.submitUnread();
    await house.finish();
    expect(seen).toEqual([
      ["early", "before the timer"],
      ["early", "before the timer"],
    ]);
  });

  it("requirements without the reference that our own daemon adds, and nothing else taken away", async () => {
    const seen: string[] = [];
    const { trade, house } = await open("seller", {
      handlers: { "order.created": (ctx) => void seen.push(ctx.order.requirements) },
    });
    for (const text of [`About otters\n\n[ref ${"ab".repeat(16)}]`, "Summarise the paper [ref 12]"]) await place(trade, text);
    await house.poll();
    expect(seen).toEqual(["About otters", "Summarise the paper [ref 12]"]);
  });
});

describe("a repeated execution", () => {
  it("of a timer for an order that was closed before goes on", async () => {
    let tries = 0;
    const { trade, house } = await open("seller", {
      handlers: {
        "order.completed": (ctx) => ctx.schedule("ask for a review", 1_000),
        timer: () => {
          if (++tries < 3) throw new RetryLater(1_000);
        },
      },
    });
    await house.tell("order.completed", { order_id: await completed(trade) });
    expect(tries).toBe(3);
    expect(house.engine.list().map((run) => run.status)).toEqual(["done", "done"]);
  });

  it("ends when the order was closed before the run did anything", async () => {
    let tries = 0;
    const { trade, house } = await open("buyer", {
      handlers: {
        "order.delivered": async (ctx) => {
          tries++;
          await ctx.step("meanwhile", () => trade.buyer.client.approveOrder({ taskId: ctx.order.id }).then(() => null));
          throw new RetryLater(1_000);
        },
      },
    });
    await house.tell("order.delivered", { order_id: await delivered(trade) });
    expect(tries).toBe(1);
    expect(house.run()).toMatchObject({ status: "superseded" });
  });

  it("of a revived dead letter looks at the order first: it spends nothing on one that no longer needs it", async () => {
    let tries = 0;
    const { trade, house } = await open("seller", {
      handlers: {
        "order.created": () => {
          tries++;
          throw new TypeError("a bug");
        },
      },
    });
    const orderId = await begin(trade);
    const run = await house.tell("order.created", { order_id: orderId });
    expect(house.run(run)).toMatchObject({ status: "dead" });
    const before = tries;
    await trade.seller.client.sendMessage({ taskId: orderId, content: "by hand", isDelivery: true });
    await house.engine.retry(run);
    await house.finish();
    expect(house.run(run)).toMatchObject({ status: "superseded" });
    expect(tries).toBe(before);
  });
});
