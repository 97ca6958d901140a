import { describe, expect, it } from "vitest";
import { readOrderBooks } from "../../src/daemon/health/order-book.ts";
import { type OrderFacts, type TroubleRules, troublesOf } from "../../src/daemon/health/order-troubles.ts";
import { orderRowSchema } from "../../src/protocol/entities/order.ts";
import { TestDaemon } from "../support/market-daemon.ts";
import { type Authored, authored } from "../support/market-house.ts";
import { begin, delivered, openTrade, place, statusOf } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const rules: TroubleRules = {
  gigs: [{ title: "Essays", deliveryDays: 2 }],
  lateAfterMs: 5 * dayMs,
  offsetMs: 0,
  nowMs: 0,
};

function facts(row: object, more: Partial<OrderFacts> = {}): OrderFacts {
  const documented = { id: "o", order_number: "OCM-1", status: "in_progress", my_role: "seller", buyer: {}, seller: {} };
  const parsed = orderRowSchema.parse({ ...documented, gig: { title: "Essays" }, ...row });
  return { row: parsed, role: "seller", firstSeenMs: 0, deliveryHeardMs: undefined, stalled: false, ...more };
}
const at = (ms: number) => new Date(ms).toISOString();
const told = (found: OrderFacts, more: Partial<TroubleRules> = {}) =>
  troublesOf(found, { ...rules, ...more }).map(({ trouble, dueAtMs }) => [trouble, dueAtMs]);

describe("an order is late", () => {
  it("when its gig's delivery days have passed since it was started", () => {
    const row = facts({ created_at: at(0), started_at: at(dayMs) });
    expect(told(row, { nowMs: 3 * dayMs })).toEqual([]);
    expect(told(row, { nowMs: 3 * dayMs + 1 })).toEqual([["late", 3 * dayMs]]);
  });

  it("also when nobody starts it, and when it was sent back", () => {
    for (const status of ["pending", "revision_requested"])
      expect(told(facts({ status, created_at: at(0) }), { nowMs: 2 * dayMs + 1 })).toEqual([["late", 2 * dayMs]]);
  });

  it("on the platform's clock, not on ours", () => {
    const row = facts({ created_at: at(0) });
    expect(told(row, { nowMs: 2 * dayMs + 1, offsetMs: -hourMs })).toEqual([]);
  });

  it("after `lateAfterMs` where the gig is not ours, from when we first saw it where no times are told", () => {
    const bought = facts({ my_role: "buyer" }, { role: "buyer", firstSeenMs: hourMs });
    expect(told(bought, { nowMs: 5 * dayMs + hourMs })).toEqual([]);
    expect(told(bought, { nowMs: 5 * dayMs + hourMs + 1 })).toEqual([["late", 5 * dayMs + hourMs]]);
  });

  it("never once it is delivered", () => {
    expect(told(facts({ status: "delivered" }), { nowMs: 99 * dayMs })).toEqual([]);
  });
});

describe("an approval's deadline", () => {
  const toUs = { role: "buyer" } as const;

  it("is 72 hours after the delivery, and told of in its last twelve", () => {
    const row = facts({ status: "delivered", delivered_at: at(0) }, toUs);
    expect(told(row, { nowMs: 59 * hourMs })).toEqual([]);
    expect(told(row, { nowMs: 60 * hourMs })).toEqual([["approvalDeadline", 72 * hourMs]]);
  });

  it("is what the platform says, else counted from when we heard of the delivery, else from when we saw it", () => {
    const nowMs = 100 * hourMs;
    const due = (row: object, more: Partial<OrderFacts> = {}) =>
      told(facts({ status: "delivered", ...row }, { ...toUs, ...more }), { nowMs })[0]?.[1];
    expect(due({ auto_approve_at: at(101 * hourMs), delivered_at: at(0) })).toBe(101 * hourMs);
    expect(due({}, { deliveryHeardMs: 30 * hourMs })).toBe(102 * hourMs);
    expect(due({}, { firstSeenMs: 31 * hourMs })).toBe(103 * hourMs);
  });
});

it("a number of the platform's making is shown without anything a terminal could mind", () => {
  const [order] = troublesOf(facts({ order_number: "OCM\u001b[31m-1" }, { stalled: true }), rules);
  expect(order?.orderNumber).toBe("OCM??31m-1");
});

describe("after a reconcile the order book", () => {
  async function open(code: Authored, role: "seller" | "buyer" = "seller", profile: "default" | "strict" = "default") {
    const world = await MarketWorld.open(profile);
    const trade = await openTrade(world);
    const agents = [{ use: "it", apiKey: trade[role].apiKey }];
    const config = { daemon: { reconcileIntervalMs: 600_000, lateAfterMs: 2 * hourMs } };
    const daemon = new TestDaemon({ world, dir: tempDirectory(), code: { it: authored(code) }, agents, config });
    const start = () => world.through(daemon.daemon.start());
    const book = () => readOrderBooks(daemon.engine).get("house");
    return { world, trade, daemon, start, book };
  }

  it("counts what is open, by role and status", async () => {
    const { world, trade, start, book } = await open({ handlers: { "order.created": () => {} } });
    await place(trade);
    await begin(trade);
    await start();
    await world.clock.advanceBy(60_000);
    expect(book()?.open).toEqual([
      { role: "seller", status: "pending", count: 1 },
      { role: "seller", status: "in_progress", count: 1 },
    ]);
  });

  it("names what needs us and nobody works on, until somebody does", async () => {
    const { world, trade, start, book } = await open({ handlers: { "order.created": () => {} } });
    const orderId = await place(trade);
    await start();
    await world.clock.advanceBy(21 * 60_000);
    expect(book()?.troubled).toMatchObject([{ orderId, trouble: "stalled", status: "pending" }]);
    await trade.seller.client.declineOrder({ taskId: orderId });
    await world.clock.advanceBy(11 * 60_000);
    expect(book()).toMatchObject({ open: [], troubled: [], firstSeenMs: {} });
  });

  it("does not take an order for stalled that has a timer, a held action, a queued retry or a dead letter", async () => {
    const { world, trade, start, book } = await open({
      handlers: { "order.created": (ctx) => ctx.schedule("later", 10 * dayMs), timer: () => {} },
    });
    await place(trade);
    await start();
    await world.clock.advanceBy(45 * 60_000);
    expect(book()?.troubled).toEqual([]);
  });

  it.each(["default", "strict"] as const)("tells a buyer what its sellers do not finish, in the %s profile", async (profile) => {
    const { world, trade, start, book } = await open({ handlers: { "order.delivered": () => {} } }, "buyer", profile);
    await start();
    const waiting = await place(trade);
    const begun = await begin(trade);
    await world.clock.advanceBy(3 * hourMs);
    expect(book()?.troubled.map(({ orderId, role, trouble }) => [orderId, role, trouble])).toEqual([
      [waiting, "buyer", "late"],
      [begun, "buyer", "late"],
    ]);
  });

  it("costs a pure seller no read", async () => {
    const { world, start } = await open({ handlers: { "order.created": () => {} } });
    await start();
    await world.clock.advanceBy(60_000);
    const lists = world.requests.filter(({ endpoint }) => endpoint === "listOrders");
    expect(lists.filter(({ query }) => query.role === "buyer" && query.status !== "delivered")).toEqual([]);
  });

  it("keeps the last whole picture when a list cannot be read, and reconcile still does its work", async () => {
    const handlers: Authored["handlers"] = {
      "order.created": async (ctx) => {
        await ctx.start();
        await ctx.deliver("Otters");
      },
    };
    const { world, trade, start, book } = await open({ handlers: { ...handlers, "order.delivered": () => {} } });
    await start();
    await world.clock.advanceBy(60_000);
    const asOfMs = book()?.asOfMs;
    world.taps.push(async (request, next) =>
      (request.endpoint === "listOrders" && request.query.role === "buyer" && request.query.status === "pending") ||
      request.endpoint === "listNotifications"
        ? { status: 418, headers: {}, body: undefined }
        : next(),
    );
    const orderId = await place(trade);
    await world.clock.advanceBy(30 * 60_000);
    expect(await statusOf(trade, orderId)).toBe("delivered");
    expect(book()?.asOfMs).toBe(asOfMs);
  });

  it("counts deliveries that wait for the buyer", async () => {
    const { world, trade, start, book } = await open({ handlers: { "order.delivered": () => {} } }, "buyer");
    await delivered(trade);
    await start();
    await world.clock.advanceBy(60_000);
    expect(book()?.open).toEqual([{ role: "buyer", status: "delivered", count: 1 }]);
  });
});
