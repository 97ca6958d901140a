import { expect, test } from "vitest";
import { deliveredOrder, ocmcBalance, placeOrder, setScene, statusOf } from "../support/platform-actors.ts";
import { startTestPlatform } from "../support/platform-server.ts";

test("parallel approvals and revisions of one order leave one legal state, and it is paid once", async () => {
  const it = await setScene(await startTestPlatform(), { price_ocmc: 1 });
  for (let round = 0; round < 10; round++) {
    const order = await deliveredOrder(it);
    const before = await ocmcBalance(it.seller);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        n % 2 === round % 2
          ? it.buyer.post(`${order.path}/approve`)
          : it.buyer.post(`${order.path}/revision`, { feedback: String(n) }),
      ),
    );
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 409)).toHaveLength(19);
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
