import { describe, expect, test } from "vitest";
import { deliver, deliveredOrder, ocmcBalance, placeOrder, setScene, statusOf } from "../../support/platform-actors.ts";
import { testedProfiles } from "../../support/platform-profiles.ts";
import { startTestPlatform } from "../../support/platform-server.ts";

describe.each(testedProfiles)("orders and money, profile $profile", ({ profile }) => {
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

  test("row 2: the price goes into escrow with the order", async () => {
    const it = await scene();
    await placeOrder(it);
    const [ocmc] = it.server.platform.inspect.ledger().currencies;
    expect(ocmc).toMatchObject({ fromPostings: { escrow: 8, balances: 142, minted: 150 }, openOrders: 8, conserved: true });
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
});
