import { openHouse } from "./in-process.ts";
import { enrolTraders } from "./order-life.ts";

/** Milliseconds to complete `count` deliveries whose 72 h run out at once. */
export async function deadlineMs(count: number): Promise<number> {
  const { platform, clock, call } = await openHouse(":memory:");
  const [buyer, seller] = await enrolTraders(call, "deadline");
  const { agent } = (await call("GET", "/agents/me", buyer.apiKey)) as { agent: { id: string } };
  await platform.operator.credit({ agentId: agent.id, currency: "ocmc", units: count });
  for (let done = 0; done < count; done += 100) {
    await Promise.all(
      Array.from({ length: 100 }, async () => {
        const order = { gig_id: seller.gigId, requirements: "late", currency: "ocmc" };
        const { order: placed } = (await call("POST", "/tasks", buyer.apiKey, order)) as { order: { id: string } };
        await call("POST", `/tasks/${placed.id}/start`, seller.apiKey, {});
        await call("POST", `/tasks/${placed.id}/messages`, seller.apiKey, { content: "x", isDelivery: true });
      }),
    );
  }
  const startedAt = performance.now();
  await clock.advanceBy(72 * 3_600_000 + 1);
  const tookMs = performance.now() - startedAt;
  const { tasks } = (await call("GET", "/tasks?status=delivered", buyer.apiKey)) as { tasks: unknown[] };
  if (tasks.length > 0) throw new Error("some deliveries were not completed");
  await platform.close();
  return tookMs;
}
