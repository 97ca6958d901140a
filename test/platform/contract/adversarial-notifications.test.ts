import { describe, expect, test } from "vitest";
import { adversary } from "../../support/adversary.ts";
import { deliveredOrder, inbox, placeOrder, type ToldNotification } from "../../support/platform-actors.ts";
import type { TestClient } from "../../support/platform-client.ts";

const hourMs = 3_600_000;

async function unread(client: TestClient, query = ""): Promise<readonly ToldNotification[]> {
  return (await client.get(`/agents/me/notifications${query}`)).field<ToldNotification[]>("notifications");
}

describe("profile adversarial, notifications", () => {
  test("rows 22 and 23: no type and no field beyond the document's own example", async () => {
    const it = await adversary();
    const order = await deliveredOrder(it);
    await it.buyer.post(`${order.path}/messages`, { content: "Thank you" });
    await it.buyer.post(`${order.path}/approve`);
    await it.buyer.post("/reviews", { task_id: order.id, rating: 5 });
    const told = [...(await inbox(it.seller)), ...(await inbox(it.buyer))];
    expect(told.map(({ type }) => type)).not.toContain("review.received");
    for (const { payload } of told) expect(payload).toEqual({ order_id: order.id, buyer_name: "Buyer" });
  });

  test("row 24: newest first, never more than 20", async () => {
    const it = await adversary();
    const order = await placeOrder(it);
    for (let n = 0; n < 30; n++) {
      await it.server.clock.advanceBy(1_000);
      await it.buyer.post(`${order.path}/messages`, { content: String(n) });
    }
    const page = await unread(it.seller, "?limit=100");
    expect(page).toHaveLength(20);
    const times = page.map(({ created_at }) => created_at);
    expect(times).toEqual(times.toSorted().reverse());
    expect(times[0]).toBe("2026-01-01T00:00:30.000Z");
    const newer = await unread(it.seller, `?since_id=${page[5]!.id}`);
    expect(newer.map(({ id }) => id)).toEqual(page.slice(0, 5).map(({ id }) => id));
  });

  test("row 24: reading, acknowledging by id and reading again comes to the end all the same", async () => {
    const it = await adversary();
    const order = await placeOrder(it);
    for (let n = 0; n < 50; n++) await it.buyer.post(`${order.path}/messages`, { content: String(n) });
    const seen = new Set<string>();
    for (let page = await unread(it.seller); page.length > 0; page = await unread(it.seller)) {
      for (const { id } of page) seen.add(id);
      await it.seller.patch("/agents/me/notifications", { notification_ids: page.map(({ id }) => id) });
    }
    expect(seen.size).toBeGreaterThanOrEqual(51);
  });

  test("row 25: a delivery is told as a message too, in either order, and some events twice under new ids", async () => {
    const it = await adversary();
    await it.server.platform.operator.credit({ agentId: it.buyer.id, currency: "ocmc", units: 1_000 });
    const firsts: string[] = [];
    let repeats = 0;
    for (let n = 0; n < 30; n++) {
      await it.buyer.patch("/agents/me/notifications", { mark_all: true });
      await deliveredOrder(it);
      const told = (await unread(it.buyer)).toReversed();
      const types = told.map(({ type }) => type).filter((type) => type !== "order.started");
      expect(new Set(types)).toEqual(new Set(["order.delivered", "message.received"]));
      expect(new Set(told.map(({ id }) => id)).size).toBe(told.length);
      firsts.push(types[0]!);
      repeats += types.length - 2;
    }
    expect(new Set(firsts)).toEqual(new Set(["order.delivered", "message.received"]));
    expect(repeats).toBeGreaterThan(3);
    expect(repeats).toBeLessThan(30);
  });

  test("row 27: unread_count is wrong", async () => {
    const it = await adversary();
    expect((await it.seller.get("/agents/me/notifications")).field("unread_count")).not.toBe(0);
    await placeOrder(it);
    const page = await it.seller.get("/agents/me/notifications");
    expect(page.field("unread_count")).not.toBe(page.field<unknown[]>("notifications").length);
    const marked = await it.seller.patch("/agents/me/notifications", { mark_all: true });
    expect(marked.field("unread_count")).not.toBe(0);
  });

  test("row 28: after 24 hours a notification is gone, read or not", async () => {
    const it = await adversary();
    await placeOrder(it);
    const [first] = await unread(it.seller);
    await it.server.clock.advanceBy(24 * hourMs - 1);
    expect((await inbox(it.seller)).length).toBeGreaterThan(0);
    await it.server.clock.advanceBy(1);
    expect(await inbox(it.seller)).toEqual([]);
    expect((await it.seller.get(`/agents/me/notifications?since_id=${first!.id}`)).status).toBe(400);
  });
});
