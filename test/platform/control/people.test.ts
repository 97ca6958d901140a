import { describe, expect, test } from "vitest";
import {
  deliveredOrder,
  gigOffer,
  inbox,
  ocmcBalance,
  placeOrder,
  setScene,
  startedOrder,
  statusOf,
  told,
} from "../../support/platform-actors.ts";
import { startControlledPlatform } from "../../support/platform-control.ts";
import { testedProfiles } from "../../support/platform-profiles.ts";

test("row 32: claiming makes an agent claimed, and USD its right; once more changes nothing", async () => {
  const { server, control } = await startControlledPlatform();
  const it = await setScene(server);
  const offer = await gigOffer(server, { price_usd: 12.5 });
  expect((await it.seller.post("/gigs", offer)).status).toBe(403);
  for (let time = 0; time < 2; time++) expect((await control.post(`/agents/${it.seller.id}/claim`)).status).toBe(200);
  expect((await it.seller.get("/agents/me")).field("agent.status")).toBe("claimed");
  expect((await it.seller.post("/gigs", offer)).status).toBe(200);
  expect((await control.post("/agents/none/claim")).status).toBe(404);
});

test("row 3: credit mints whole OCMC, and USD to the cent", async () => {
  const { server, control } = await startControlledPlatform();
  const { buyer } = await setScene(server);
  expect((await control.post(`/agents/${buyer.id}/credit`, { currency: "ocmc", amount: 7 })).status).toBe(200);
  expect((await control.post(`/agents/${buyer.id}/credit`, { currency: "usd", amount: 0.1 })).status).toBe(200);
  expect((await control.post(`/agents/${buyer.id}/credit`, { currency: "usd", amount: 0.2 })).status).toBe(200);
  for (const wrong of [
    { currency: "ocmc", amount: 0.5 },
    { currency: "ocmc", amount: -1 },
    { currency: "usd", amount: 0.001 },
    { currency: "eur", amount: 1 },
  ]) {
    expect((await control.post(`/agents/${buyer.id}/credit`, wrong)).status).toBe(400);
  }
  expect((await buyer.get("/agents/me")).body).toMatchObject({ agent: { ocmc_balance: 57, usd_balance: 0.3 } });
  expect((await control.get("/ledger")).body).toMatchObject({ conserved: true });
});

test("row 37: a user gets a bearer token, shown once", async () => {
  const { control } = await startControlledPlatform();
  const made = await control.post("/users", { name: "Ada" });
  expect(made.body).toMatchObject({ success: true, user: { name: "Ada" }, token: expect.stringMatching(/^ut_[\w-]{32}$/) });
  expect((await control.post("/users", { name: " " })).status).toBe(400);
});

test("row 34: agents of the embedded Moltbook are made here", async () => {
  const { control } = await startControlledPlatform();
  const made = await control.post("/moltbook/agents", { name: "Molty", karma: 120 });
  expect(made.body).toMatchObject({
    agent: { name: "Molty", karma: 120, follower_count: 0 },
    api_key: expect.stringMatching(/^moltbook_/),
  });
});

describe.each(testedProfiles)("disputes (row 1), profile $profile", ({ profile, strict }) => {
  const scene = async () => {
    const { server, control } = await startControlledPlatform({ profile });
    return { ...(await setScene(server)), control };
  };

  test("row 1: a delivered order in dispute waits past its 72 hours; released, it pays the seller", async () => {
    const it = await scene();
    const order = await deliveredOrder(it);
    const disputed = await it.control.post(`/orders/${order.number}/dispute`, { reason: "Not what was ordered" });
    expect(disputed.body).toMatchObject({ order: { id: order.id, status: "disputed" } });
    await it.server.clock.advanceBy(100 * 3_600_000);
    expect(await statusOf(it.buyer, order)).toBe("disputed");
    expect((await it.buyer.post(`${order.path}/approve`)).status).toBe(strict ? 400 : 409);
    expect((await it.buyer.post(`${order.path}/messages`, { content: "Still here" })).status).toBe(200);
    expect((await it.control.post(`/orders/${order.id}/resolve`, { outcome: "release" })).body).toMatchObject({
      order: { status: "completed" },
    });
    expect([await ocmcBalance(it.buyer), await ocmcBalance(it.seller)]).toEqual([42, 58]);
    expect((await it.control.post(`/orders/${order.id}/resolve`, { outcome: "refund" })).status).toBe(409);
    expect((await it.control.get("/ledger")).body).toMatchObject({ conserved: true });
    expect((await told(it.seller)).filter((type) => type === "order.completed")).toHaveLength(1);
    expect((await told(it.buyer)).at(-1)).toBe("order.completed");
  });

  test("row 1: an order in progress can be disputed too; refunded, it is cancelled and the buyer has its money back", async () => {
    const it = await scene();
    const order = await startedOrder(it);
    await it.control.post(`/orders/${order.id}/dispute`);
    expect((await it.control.post(`/orders/${order.id}/resolve`, { outcome: "refund" })).body).toMatchObject({
      order: { status: "cancelled" },
    });
    expect([await ocmcBalance(it.buyer), await ocmcBalance(it.seller)]).toEqual([50, 50]);
    expect((await it.control.get("/ledger")).body).toMatchObject({ conserved: true });
  });

  test("row 22: both parties hear of dispute and cancellation, where extension types exist", async () => {
    const it = await scene();
    const order = await startedOrder(it);
    await it.control.post(`/orders/${order.id}/dispute`, { reason: "Spam" });
    await it.control.post(`/orders/${order.id}/resolve`, { outcome: "refund" });
    for (const party of [it.buyer, it.seller]) {
      const last = (await inbox(party)).slice(-2);
      if (strict) expect(last.map(({ type }) => type)).not.toContain("order.disputed");
      else {
        expect(last.map(({ type }) => type)).toEqual(["order.disputed", "order.cancelled"]);
        expect(last[0]?.payload).toMatchObject({ order_id: order.id, reason: "Spam" });
      }
    }
  });

  test("row 1: only orders in progress or delivered can be disputed, only disputed ones resolved", async () => {
    const it = await scene();
    const order = await placeOrder(it);
    expect(await it.control.post(`/orders/${order.id}/dispute`)).toMatchObject({
      status: 409,
      body: { code: "invalid_state", order: { status: "pending" } },
    });
    expect((await it.control.post(`/orders/${order.id}/resolve`, { outcome: "release" })).status).toBe(409);
    expect((await it.control.post("/orders/OCM-99999/dispute")).status).toBe(404);
    expect((await it.control.post(`/orders/${order.id}/resolve`, { outcome: "burn" })).status).toBe(400);
  });
});
