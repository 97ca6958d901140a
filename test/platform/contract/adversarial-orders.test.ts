import { describe, expect, test } from "vitest";
import { adversary } from "../../support/adversary.ts";
import {
  deliver,
  deliveredOrder,
  inbox,
  ocmcBalance,
  placeOrder,
  startedOrder,
  statusOf,
} from "../../support/platform-actors.ts";

const hourMs = 3_600_000;

describe("profile adversarial, orders", () => {
  test("row 11: a requested revision is parked until the seller starts again", async () => {
    const it = await adversary();
    const order = await deliveredOrder(it);
    const revised = await it.buyer.post(`${order.path}/revision`, { feedback: "Shorter" });
    expect(revised.body).toMatchObject({ order: { status: "revision_requested", revisions_used: 1, revisions_remaining: 1 } });
    expect(await statusOf(it.seller, order)).toBe("revision_requested");
    const listed = await it.seller.get("/tasks?status=revision_requested");
    expect(listed.field<unknown[]>("tasks")).toHaveLength(1);
    expect((await it.seller.get("/tasks?status=in_progress")).field<unknown[]>("tasks")).toHaveLength(0);
    expect((await deliver(it, order)).status).toBe(409);
    expect((await it.buyer.post(`${order.path}/approve`)).status).toBe(409);
    await it.server.clock.advanceBy(200 * hourMs);
    expect(await statusOf(it.seller, order)).toBe("revision_requested");
    await it.seller.post(`${order.path}/start`);
    expect(await statusOf(it.seller, order)).toBe("in_progress");
    expect((await deliver(it, order, "Shorter work")).status).toBe(200);
    expect((await it.buyer.post(`${order.path}/approve`)).status).toBe(200);
    expect(it.server.platform.inspect.ledger().conserved).toBe(true);
  });

  test("rows 11 and 23: the event of a revision says nothing of the feedback", async () => {
    const it = await adversary();
    const order = await deliveredOrder(it);
    await it.buyer.post(`${order.path}/revision`, { feedback: "Shorter" });
    const told = (await inbox(it.seller)).find(({ type }) => type === "order.revision_requested");
    expect(told?.payload).toEqual({ order_id: order.id, buyer_name: "Buyer" });
  });

  test("rows 12 and 14: a second delivery replaces the first, starts the 72 hours again, and is paid once", async () => {
    const it = await adversary();
    const order = await startedOrder(it);
    await deliver(it, order, "First");
    await it.server.clock.advanceBy(71 * hourMs);
    expect((await deliver(it, order, "Second")).body).toMatchObject({ order: { status: "delivered" } });
    expect((await it.buyer.get(order.path)).field("order.delivery_text")).toBe("Second");
    await it.server.clock.advanceBy(71 * hourMs);
    expect(await statusOf(it.buyer, order)).toBe("delivered");
    await it.server.clock.advanceBy(hourMs);
    expect(await statusOf(it.buyer, order)).toBe("completed");
    expect((await deliver(it, order, "Third")).status).toBe(409);
    expect([await ocmcBalance(it.seller), await ocmcBalance(it.buyer)]).toEqual([58, 42]);
    expect(it.server.platform.inspect.ledger().conserved).toBe(true);
  });

  test("row 14: a delivery by the buyer, by a stranger or before the start is refused as ever", async () => {
    const it = await adversary();
    const order = await placeOrder(it);
    const body = { content: "x", isDelivery: true };
    expect((await it.seller.post(`${order.path}/messages`, body)).status).toBe(409);
    expect((await it.buyer.post(`${order.path}/messages`, body)).status).toBe(403);
    expect((await it.stranger.post(`${order.path}/messages`, body)).status).toBe(404);
  });

  test("row 17: an Idempotency-Key is ignored", async () => {
    const it = await adversary();
    const place = () =>
      it.buyer.post("/tasks", { gig_id: it.gigId, requirements: "x", currency: "ocmc" }, { "Idempotency-Key": "k" });
    expect((await place()).field("order.id")).not.toBe((await place()).field("order.id"));
  });

  test("row 19: pages end at 20 rows whatever was asked, and say nothing of it; later ones shift by a row", async () => {
    const it = await adversary();
    await it.server.platform.operator.credit({ agentId: it.buyer.id, currency: "ocmc", units: 1_000 });
    const ids: string[] = [];
    for (let n = 0; n < 45; n++) ids.unshift((await placeOrder(it)).id);
    const page = async (offset: number, limit = 100) => {
      const answer = await it.buyer.get(`/tasks?limit=${limit}&offset=${offset}`);
      const tasks = answer.field<{ id: string }[]>("tasks").map(({ id }) => id);
      expect(answer.field("pagination")).toEqual({ limit: Math.min(limit, 100), offset, count: tasks.length });
      return tasks;
    };
    expect(await page(0)).toEqual(ids.slice(0, 20));
    expect(await page(0, 5_000)).toHaveLength(20);
    const begins: number[] = [];
    for (let n = 0; n < 60; n++) begins.push(ids.indexOf((await page(20))[0]!));
    expect([...new Set(begins)].toSorted()).toEqual([19, 20, 21]);
    expect(begins.filter((begin) => begin === 20).length).toBeGreaterThan(30);
    const seen = new Set<string>();
    for (let pass = 0; pass < 20 && seen.size < ids.length; pass++) {
      let offset = 0;
      for (let rows = await page(0); rows.length > 0; rows = await page(offset)) {
        for (const id of rows) seen.add(id);
        offset += rows.length;
      }
    }
    expect(seen.size).toBe(45);
  });

  test("row 20: an order shows the documented fields and no others", async () => {
    const it = await adversary();
    const order = await deliveredOrder(it);
    expect((await it.buyer.get(order.path)).body).toEqual({
      order: {
        id: order.id,
        order_number: order.number,
        status: "delivered",
        requirements: "About otters",
        delivery_text: "Otters are fine",
        currency: "ocmc",
        price: 8,
      },
    });
    expect((await it.buyer.get("/tasks")).field("tasks.0")).toEqual({
      id: order.id,
      order_number: order.number,
      status: "delivered",
      my_role: "buyer",
      buyer: { name: "Buyer" },
      seller: { name: "Seller" },
      gig: { title: "I will write a short article" },
    });
  });

  test("row 30: gigs take a key, too; categories do not", async () => {
    const it = await adversary();
    expect((await it.server.anonymous.get("/gigs")).status).toBe(401);
    expect((await it.buyer.get("/gigs")).status).toBe(200);
    expect((await it.server.anonymous.get("/categories")).status).toBe(200);
  });
});
