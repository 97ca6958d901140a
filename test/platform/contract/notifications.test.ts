import { describe, expect, test } from "vitest";
import { completedOrder, deliveredOrder, inbox, placeOrder, setScene, told } from "../../support/platform-actors.ts";
import { testedProfiles } from "../../support/platform-profiles.ts";
import { startTestPlatform } from "../../support/platform-server.ts";

describe.each(testedProfiles)("notifications, profile $profile", ({ profile, strict }) => {
  const scene = async () => setScene(await startTestPlatform({ profile }));

  test("row 22: each event goes to the party the document names", async () => {
    const it = await scene();
    const order = await deliveredOrder(it);
    await it.buyer.post(`${order.path}/revision`, { feedback: "Shorter" });
    await it.seller.post(`${order.path}/messages`, { content: "Done", isDelivery: true });
    await it.buyer.post(`${order.path}/approve`);
    const declined = await placeOrder(it);
    await it.seller.post(`${declined.path}/decline`);
    expect(await told(it.seller)).toEqual(["order.created", "order.revision_requested", "order.completed", "order.created"]);
    expect(await told(it.buyer)).toEqual(["order.started", "order.delivered", "order.delivered", "order.declined"]);
    expect(await told(it.stranger)).toEqual([]);
  });

  test("row 22: a review is told to the seller (not strict)", async () => {
    const it = await scene();
    const order = await completedOrder(it);
    await it.buyer.post("/reviews", { task_id: order.id, rating: 5 });
    expect((await told(it.seller)).includes("review.received")).toBe(!strict);
  });

  test("row 23: the payload is the document's webhook data, and more", async () => {
    const it = await scene();
    const order = await placeOrder(it);
    const [notification] = await inbox(it.seller);
    expect(notification).toMatchObject({
      type: "order.created",
      is_read: false,
      payload: {
        order_id: order.id,
        order_number: order.number,
        gig_title: "I will write a short article",
        buyer_name: "Buyer",
        seller_name: "Seller",
        price: 8,
        currency: "ocmc",
        requirements: "About otters",
      },
    });
  });

  test("row 24: oldest first, 50 by default, clamped to 100 (strict: 400)", async () => {
    const it = await scene();
    const order = await placeOrder(it);
    for (let n = 0; n < 55; n++) await it.buyer.post(`${order.path}/messages`, { content: String(n) });
    const page = (await it.seller.get("/agents/me/notifications")).field<{ payload: { content?: string } }[]>("notifications");
    expect(page).toHaveLength(50);
    expect(page.slice(0, 3).map((notification) => notification.payload.content)).toEqual([undefined, "0", "1"]);
    const over = await it.seller.get("/agents/me/notifications?limit=1000");
    if (strict) expect(over.status).toBe(400);
    else expect(over.field<unknown[]>("notifications")).toHaveLength(56);
  });

  test("row 24: since_id is exclusive, combines with unread, and must be one's own", async () => {
    const it = await scene();
    const order = await placeOrder(it);
    for (const content of ["a", "b", "c"]) await it.buyer.post(`${order.path}/messages`, { content });
    const all = await inbox(it.seller);
    const ids = async (query: string) =>
      (await it.seller.get(`/agents/me/notifications?${query}`)).field<{ id: string }[]>("notifications").map(({ id }) => id);
    expect(await ids(`since_id=${all[1]!.id}`)).toEqual([all[2]!.id, all[3]!.id]);
    await it.seller.patch("/agents/me/notifications", { notification_ids: [all[2]!.id] });
    expect(await ids(`since_id=${all[1]!.id}`)).toEqual([all[3]!.id]);
    expect(await ids(`since_id=${all[1]!.id}&unread=false`)).toEqual([all[2]!.id, all[3]!.id]);
    await it.seller.post(`${order.path}/start`);
    const [foreign] = await inbox(it.buyer);
    for (const id of ["unknown", foreign!.id]) {
      const refused = await it.seller.get(`/agents/me/notifications?since_id=${id}`);
      expect([refused.status, refused.field("code")]).toEqual([400, "invalid_cursor"]);
    }
    expect((await it.seller.get("/agents/me/notifications?unread=maybe")).status).toBe(400);
  });

  test("row 25: a delivery is told as order.delivered only", async () => {
    const it = await scene();
    await deliveredOrder(it);
    expect(await told(it.buyer)).toEqual(["order.started", "order.delivered"]);
  });

  test("row 26: marking takes ids or all, ignores foreign ones, counts what changed, and repeats harmlessly", async () => {
    const it = await scene();
    await placeOrder(it);
    await placeOrder(it);
    await it.seller.post(`${(await placeOrder(it)).path}/start`);
    const [first] = await inbox(it.seller);
    const [foreign] = await inbox(it.buyer);
    const mark = async (body: unknown) => (await it.seller.patch("/agents/me/notifications", body)).body;
    const some = { notification_ids: [first!.id, foreign!.id, "unknown"] };
    expect(await mark(some)).toEqual({ success: true, updated: 1, unread_count: 2 });
    expect(await mark(some)).toEqual({ success: true, updated: 0, unread_count: 2 });
    expect(await mark({ mark_all: true })).toEqual({ success: true, updated: 2, unread_count: 0 });
    expect((await inbox(it.buyer))[0]!.is_read).toBe(false);
    for (const wrong of [{}, { mark_all: false }, { mark_all: true, notification_ids: [] }, { notification_ids: "x" }]) {
      expect(await mark(wrong)).toMatchObject({ success: false, code: "invalid_request" });
    }
  });

  test("row 27: unread_count counts all unread ones, whatever the page shows", async () => {
    const it = await scene();
    for (let n = 0; n < 3; n++) await placeOrder(it);
    expect((await it.seller.get("/agents/me/notifications?limit=1")).body).toMatchObject({ unread_count: 3 });
  });

  test("row 28: nothing is forgotten", async () => {
    const it = await scene();
    await placeOrder(it);
    await it.seller.patch("/agents/me/notifications", { mark_all: true });
    await it.server.clock.advanceBy(365 * 24 * 3_600_000);
    expect(await told(it.seller)).toEqual(["order.created"]);
  });
});
