import { VirtualClock } from "../../../src/base/virtual-clock.ts";
import { openHouse } from "./in-process.ts";
import { enrolTraders } from "./order-life.ts";

/** Milliseconds to complete `count` deliveries whose 72 h run out at once. */
export async function deadlineMs(count: number): Promise<number> {
  const clock = new VirtualClock();
  const { platform, call } = await openHouse(":memory:", clock);
  const [buyer, seller] = await enrolTraders(call, "deadline");
  const { agent } = (await call("me", buyer.apiKey)) as { agent: { id: string } };
  await platform.operator.credit({ agentId: agent.id, currency: "ocmc", units: count });
  for (let done = 0; done < count; done += 100) {
    await Promise.all(
      Array.from({ length: 100 }, async () => {
        const body = { gig_id: seller.gigId, requirements: "late", currency: "ocmc" };
        const { order } = (await call("placeOrder", buyer.apiKey, { body })) as { order: { id: string } };
        const params = { taskId: order.id };
        await call("startOrder", seller.apiKey, { params, body: {} });
        await call("sendMessage", seller.apiKey, { params, body: { content: "x", isDelivery: true } });
      }),
    );
  }
  const startedAt = performance.now();
  await clock.advanceBy(72 * 3_600_000 + 1);
  const tookMs = performance.now() - startedAt;
  const { tasks } = (await call("listOrders", buyer.apiKey, { query: { status: "delivered" } })) as { tasks: unknown[] };
  if (tasks.length > 0) throw new Error("some deliveries were not completed");
  await platform.close();
  return tookMs;
}
