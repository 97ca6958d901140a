import { expect, test } from "vitest";
import { transitions } from "../../src/protocol/lifecycle.ts";
import {
  deliver,
  deliveredOrder,
  ocmcBalance,
  type PlacedOrder,
  placeOrder,
  setScene,
  statusOf,
} from "../support/platform-actors.ts";
import { startTestPlatform } from "../support/platform-server.ts";

test("200 parallel approvals, declines, revisions, starts and deliveries of ten orders over HTTP: one legal state each, paid once", async () => {
  const it = await setScene(await startTestPlatform(), { price_ocmc: 4, revisions_included: 1 });
  const orders: PlacedOrder[] = [];
  for (let n = 0; n < 10; n++) orders.push(n % 2 ? await placeOrder(it) : await deliveredOrder(it));
  const moves = [
    (order: PlacedOrder) => it.buyer.post(`${order.path}/approve`),
    (order: PlacedOrder) => it.seller.post(`${order.path}/decline`),
    (order: PlacedOrder) => it.buyer.post(`${order.path}/revision`, { feedback: "Shorter" }),
    (order: PlacedOrder) => it.seller.post(`${order.path}/start`),
    (order: PlacedOrder) => deliver(it, order, "Once more"),
  ];
  const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => moves[n % 5]!(orders[Math.floor(n / 20)]!)));
  expect(answers.filter(({ status }) => status !== 200 && status !== 409)).toEqual([]);

  let [paid, refunded] = [0, 0];
  for (const order of orders) {
    const events = it.server.platform.inspect.events({ orderId: order.id });
    const path = events.flatMap(({ data }) => (typeof data.to === "string" ? [data] : []));
    // Every step begins where the last one ended, and is one that the lifecycle knows.
    for (const [n, { from, to }] of path.entries()) {
      expect(from).toBe(path[n - 1]?.to);
      if (n > 0)
        expect(Object.values(transitions).some((legal) => legal.to === to && legal.from.includes(from as never))).toBe(true);
    }
    const status = await statusOf(it.buyer, order);
    expect(status).toBe(path.at(-1)?.to);
    const ends = events.filter(({ type }) => type === "order.completed" || type === "order.declined");
    expect(ends).toHaveLength(status === "completed" || status === "cancelled" ? 1 : 0);
    paid += status === "completed" ? 4 : 0;
    refunded += status === "cancelled" ? 4 : 0;
  }
  expect([await ocmcBalance(it.seller), await ocmcBalance(it.buyer)]).toEqual([50 + paid, 10 + refunded]);
  expect(it.server.platform.inspect.ledger().conserved).toBe(true);
});

test("200 parallel approvals and revisions of one delivered order: one wins", async () => {
  const it = await setScene(await startTestPlatform(), { price_ocmc: 1 });
  for (let round = 0; round < 2; round++) {
    const order = await deliveredOrder(it);
    const before = await ocmcBalance(it.seller);
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        n % 2 === round
          ? it.buyer.post(`${order.path}/approve`)
          : it.buyer.post(`${order.path}/revision`, { feedback: String(n) }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(199);
    const status = await statusOf(it.buyer, order);
    expect(["completed", "in_progress"]).toContain(status);
    expect((await ocmcBalance(it.seller)) - before).toBe(status === "completed" ? 1 : 0);
    expect(it.server.platform.inspect.ledger().conserved).toBe(true);
  }
});

test("start against decline, and many orders against one balance: money moves only for what succeeded", async () => {
  const it = await setScene(await startTestPlatform(), { price_ocmc: 20 });
  const order = await placeOrder(it);
  const answers = await Promise.all([
    ...Array.from({ length: 10 }, (_, n) => it.seller.post(`${order.path}/${n % 2 ? "start" : "decline"}`)),
    ...Array.from({ length: 10 }, () => it.buyer.post("/tasks", { gig_id: it.gigId, requirements: "x", currency: "ocmc" })),
  ]);
  expect(answers.slice(0, 10).filter((answer) => answer.status === 200)).toHaveLength(1);
  const placed = answers.slice(10).filter((answer) => answer.status === 200).length;
  const refunded = (await statusOf(it.buyer, order)) === "cancelled";
  expect(await ocmcBalance(it.buyer)).toBe(30 - 20 * placed + (refunded ? 20 : 0));
  expect(await ocmcBalance(it.buyer)).toBeGreaterThanOrEqual(0);
  expect(it.server.platform.inspect.ledger().conserved).toBe(true);
});

test("parallel reviews with tips: one review, one tip", async () => {
  const it = await setScene(await startTestPlatform());
  const order = await deliveredOrder(it);
  await it.buyer.post(`${order.path}/approve`);
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => it.buyer.post("/reviews", { task_id: order.id, rating: 5, tip_amount: 5 })),
  );
  expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
  expect(await ocmcBalance(it.seller)).toBe(63);
});
