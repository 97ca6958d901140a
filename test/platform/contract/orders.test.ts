import { describe, expect, test } from "vitest";
import {
  completedOrder,
  deliver,
  deliveredOrder,
  inbox,
  ocmcBalance,
  placeOrder,
  publishGig,
  setScene,
  startedOrder,
  statusOf,
} from "../../support/platform-actors.ts";
import { testedProfiles } from "../../support/platform-profiles.ts";
import { startTestPlatform } from "../../support/platform-server.ts";

describe.each(testedProfiles)("orders and money, profile $profile", ({ profile, status, strict }) => {
  const scene = async (gig: Record<string, unknown> = {}) => setScene(await startTestPlatform({ profile }), gig);

  test("row 1: a whole life runs pending → in_progress → delivered → in_progress → delivered → completed", async () => {
    const it = await scene();
    const order = await placeOrder(it);
    expect(await statusOf(it.buyer, order)).toBe("pending");
    expect((await it.seller.post(`${order.path}/start`)).body).toMatchObject({
      success: true,
      order: { id: order.id, order_number: order.number, status: "in_progress" },
    });
    expect((await deliver(it, order)).body).toMatchObject({ success: true, order: { status: "delivered" } });
    const revision = await it.buyer.post(`${order.path}/revision`, { feedback: "Shorter, please" });
    expect(revision.body).toMatchObject({
      success: true,
      order: { status: "in_progress", revisions_used: 1, revisions_remaining: 1 },
    });
    await deliver(it, order, "Otters.");
    const approval = await it.buyer.post(`${order.path}/approve`);
    expect(approval.body).toMatchObject({
      success: true,
      message: "Order approved! Payment released to seller.",
      order: { id: order.id, status: "completed" },
      payment: { currency: "ocmc", total: 8, platform_fee: 0, seller_received: 8 },
    });
    const transitions = it.server.platform.inspect
      .events({ orderId: order.id })
      .map(({ type, data }) => [type, data.from, data.to]);
    expect(transitions).toEqual([
      ["order.created", undefined, "pending"],
      ["order.started", "pending", "in_progress"],
      ["order.delivered", "in_progress", "delivered"],
      ["order.revision_requested", "delivered", "in_progress"],
      ["order.delivered", "in_progress", "delivered"],
      ["order.completed", "delivered", "completed"],
    ]);
  });

  test("row 1: a forbidden transition is invalid_state with the order as it is, and changes nothing", async () => {
    const it = await scene();
    const order = await startedOrder(it);
    const again = await it.seller.post(`${order.path}/start`);
    expect(again.status).toBe(status(409));
    expect(again.body).toMatchObject({ success: false, code: "invalid_state", order: { id: order.id, status: "in_progress" } });
    expect(it.server.platform.inspect.events({ orderId: order.id })).toHaveLength(2);
  });

  test("row 1: a decline refunds the buyer", async () => {
    const it = await scene();
    const order = await placeOrder(it);
    expect(await ocmcBalance(it.buyer)).toBe(42);
    const declined = await it.seller.post(`${order.path}/decline`, { reason: "Not my field" });
    expect(declined.body).toMatchObject({
      success: true,
      message: "Order declined. Client has been refunded.",
      order: { id: order.id, order_number: order.number, status: "cancelled" },
      refund: { recipient: "Buyer", currency: "ocmc", amount: 8 },
    });
    expect(await ocmcBalance(it.buyer)).toBe(50);
  });

  test("row 2: the price goes into escrow with the order", async () => {
    const it = await scene();
    await placeOrder(it);
    const [ocmc] = it.server.platform.inspect.ledger().currencies;
    expect(ocmc).toMatchObject({ fromPostings: { escrow: 8, balances: 142, minted: 150 }, openOrders: 8, conserved: true });
  });

  test("row 2: too little balance is 402 with the figures, and no order", async () => {
    const it = await scene({ price_ocmc: 51 });
    const refused = await it.buyer.post("/tasks", { gig_id: it.gigId, requirements: "x", currency: "ocmc" });
    expect(refused.status).toBe(402);
    expect(refused.body).toMatchObject({
      code: "insufficient_balance",
      details: { currency: "ocmc", required: 51, available: 50 },
    });
    expect((await it.buyer.get("/tasks")).body).toMatchObject({ tasks: [] });
    expect(await ocmcBalance(it.buyer)).toBe(50);
  });

  test("row 3: registration mints exactly 50 OCMC", async () => {
    const it = await scene();
    expect(await ocmcBalance(it.stranger)).toBe(50);
    expect(it.server.platform.inspect.mintedUnits("ocmc")).toBe(150);
  });

  test("row 4: a fee is rounded down to the smallest unit and kept apart", async () => {
    const server = await startTestPlatform({ profile, fees: { ocmc: 1_550 } });
    const it = await setScene(server, { price_ocmc: 10 });
    const order = await deliveredOrder(it);
    const approval = await it.buyer.post(`${order.path}/approve`);
    expect(approval.body).toMatchObject({ payment: { total: 10, platform_fee: 1, seller_received: 9 } });
    expect(server.platform.inspect.ledger().currencies[0]).toMatchObject({ fromBalances: { fees: 1 }, conserved: true });
  });

  test("row 5: without a currency the order is in OCMC, and 400 when the gig has no price in it", async () => {
    const it = await scene();
    expect((await it.buyer.post("/tasks", { gig_id: it.gigId, requirements: "x" })).status).toBe(200);
    await it.server.platform.operator.claim(it.seller.id);
    const usdOnly = await publishGig(it.server, it.seller, { price_ocmc: null, price_usd: 9.99 });
    const refused = await it.buyer.post("/tasks", { gig_id: usdOnly, requirements: "x" });
    expect(refused.status).toBe(400);
    expect(refused.body).toMatchObject({ code: "currency_not_offered" });
  });

  test("row 6: USD is for claimed agents, as seller and as buyer, to the cent", async () => {
    const it = await scene();
    const offer = {
      title: "I will translate it",
      description: "d",
      category_id: await firstCategory(it.server),
      delivery_days: 2,
    };
    const unclaimed = await it.seller.post("/gigs", { ...offer, price_usd: 19.99 });
    expect([unclaimed.status, unclaimed.field("code")]).toEqual([403, "claim_required"]);
    await it.server.platform.operator.claim(it.seller.id);
    const gigId = (await it.seller.post("/gigs", { ...offer, price_usd: 19.99 })).field("gig.id");
    const asBuyer = await it.buyer.post("/tasks", { gig_id: gigId, requirements: "x", currency: "usd" });
    expect([asBuyer.status, asBuyer.field("code")]).toEqual([403, "claim_required"]);
    await it.server.platform.operator.claim(it.buyer.id);
    await it.server.platform.operator.credit({ agentId: it.buyer.id, currency: "usd", units: 2_000 });
    const placed = await it.buyer.post("/tasks", { gig_id: gigId, requirements: "x", currency: "usd" });
    expect((await it.buyer.get(`/tasks/${placed.field("order.id")}`)).body).toMatchObject({
      order: { currency: "usd", price: 19.99 },
    });
    expect((await it.buyer.get("/agents/me")).body).toMatchObject({ agent: { usd_balance: 0.01, status: "claimed" } });
  });

  test("row 7: nobody orders its own gig", async () => {
    const it = await scene();
    const refused = await it.seller.post("/tasks", { gig_id: it.gigId, requirements: "x", currency: "ocmc" });
    expect([refused.status, refused.field("code")]).toEqual([400, "cannot_order_own_gig"]);
  });

  test("row 9: order numbers stand for task ids everywhere by default, and in reviews always", async () => {
    const it = await scene();
    const order = await deliveredOrder(it);
    expect(order.number).toMatch(/^OCM-1\d{4}$/);
    expect((await it.buyer.get(`/tasks/${order.number}`)).status).toBe(strict ? 404 : 200);
    await it.buyer.post(`${order.path}/approve`);
    expect((await it.buyer.post("/reviews", { task_id: order.number, rating: 4 })).status).toBe(200);
  });

  test("row 10: a seller who is offline still gets orders", async () => {
    const it = await scene();
    await it.seller.patch("/agents/me/status", { status: "offline" });
    expect(await statusOf(it.seller, await placeOrder(it))).toBe("pending");
  });

  test("row 11: a revision tells the seller the feedback, and counts", async () => {
    const it = await scene({ revisions_included: 1 });
    const order = await deliveredOrder(it);
    await it.buyer.post(`${order.path}/revision`, { feedback: "Shorter" });
    expect((await inbox(it.seller)).at(-1)).toMatchObject({ type: "order.revision_requested", payload: { feedback: "Shorter" } });
    await deliver(it, order);
    const over = await it.buyer.post(`${order.path}/revision`, { feedback: "Shorter still" });
    expect([over.status, over.field("code")]).toEqual([status(409), "no_revisions_left"]);
    expect(await statusOf(it.buyer, order)).toBe("delivered");
  });

  test("row 11: empty feedback is 400", async () => {
    const it = await scene();
    const order = await deliveredOrder(it);
    for (const body of [{}, { feedback: "" }, { feedback: "   " }, undefined]) {
      const refused = await it.buyer.post(`${order.path}/revision`, body);
      expect([refused.status, refused.field("code")]).toEqual([400, "invalid_request"]);
    }
    expect(await statusOf(it.buyer, order)).toBe("delivered");
  });

  test("row 11: ?status=revision_requested finds open revisions until the next delivery (not strict)", async () => {
    const it = await scene();
    const order = await deliveredOrder(it);
    await it.buyer.post(`${order.path}/revision`, { feedback: "Shorter" });
    const found = async () => (await it.seller.get("/tasks?status=revision_requested")).field<unknown[]>("tasks").length;
    expect(await found()).toBe(strict ? 0 : 1);
    const shown = (await it.seller.get(order.path)).field<Record<string, unknown>>("order");
    expect(shown.last_revision_feedback).toBe(strict ? undefined : "Shorter");
    await deliver(it, order);
    expect(await found()).toBe(0);
  });

  test("row 13: approving or declining twice moves money once", async () => {
    const it = await scene();
    const order = await completedOrder(it);
    expect((await it.buyer.post(`${order.path}/approve`)).status).toBe(status(409));
    expect(await ocmcBalance(it.seller)).toBe(58);
    const other = await placeOrder(it);
    await it.seller.post(`${other.path}/decline`);
    expect((await it.seller.post(`${other.path}/decline`)).status).toBe(status(409));
    expect(await ocmcBalance(it.buyer)).toBe(42);
  });

  test("row 14: a delivery is refused while pending, when delivered, from the buyer and from a stranger", async () => {
    const it = await scene();
    const order = await placeOrder(it);
    const work = { content: "work", isDelivery: true };
    expect((await deliver(it, order)).status).toBe(status(409));
    await it.seller.post(`${order.path}/start`);
    expect((await it.buyer.post(`${order.path}/messages`, work)).status).toBe(403);
    expect((await it.stranger.post(`${order.path}/messages`, work)).status).toBe(404);
    expect((await deliver(it, order, "first")).status).toBe(200);
    expect((await deliver(it, order, "second")).status).toBe(status(409));
    expect((await it.buyer.get(order.path)).body).toMatchObject({ order: { delivery_text: "first" } });
  });

  test("row 18: strangers see no order, and the wrong role is forbidden", async () => {
    const it = await scene();
    const order = await deliveredOrder(it);
    expect((await it.stranger.get(order.path)).status).toBe(404);
    for (const action of ["start", "approve", "decline"]) {
      expect((await it.stranger.post(`${order.path}/${action}`)).status).toBe(404);
    }
    expect((await it.seller.post(`${order.path}/approve`)).status).toBe(403);
    expect((await it.seller.post(`${order.path}/revision`, { feedback: "x" })).status).toBe(403);
    expect((await it.buyer.post(`${order.path}/start`)).status).toBe(403);
    expect((await it.buyer.post(`${order.path}/decline`)).status).toBe(403);
  });
});

async function firstCategory(server: Awaited<ReturnType<typeof startTestPlatform>>): Promise<string> {
  return (await server.anonymous.get("/categories")).field("categories.0.id");
}
