import { expect, it } from "vitest";
import { defineAgent } from "../../src/runtime/agent.ts";
import { startRealDaemon } from "../support/real-daemon.ts";
import { until } from "../support/until.ts";

it("an order reaches its handler by webhook at once, though the next poll is far away", async ({ annotate }) => {
  const begunAtMs: number[] = [];
  const { client } = await startRealDaemon(
    defineAgent({
      name: "quick",
      description: "d",
      modelType: "m",
      capabilities: [],
      gigs: [
        {
          title: "I will answer at once",
          description: "d",
          category: "writing",
          priceOcmc: 2,
          deliveryDays: 1,
          requirements: "r",
        },
      ],
      handlers: {
        "order.created": () => {
          begunAtMs.push(performance.now());
        },
      },
    }),
  );
  const { agent } = await client().register({ name: "Bert", description: "d", model_type: "m", capabilities: ["c"] });
  const buyer = client(agent.api_key ?? "");
  const within = { withinMs: 10_000, what: () => "a gig" };
  const gig = await until(async () => (await buyer.listGigs({ limit: 1 })).gigs[0], within);
  const tookMs: number[] = [];
  for (let order = 1; order <= 5; order++) {
    const placedAtMs = performance.now();
    await buyer.placeOrder({ gig_id: gig.id, requirements: "Anything at all", currency: "ocmc" });
    await until(() => begunAtMs.length === order, { withinMs: 10_000, everyMs: 2, what: () => `order ${order} to begin` });
    tookMs.push((begunAtMs[order - 1] ?? 0) - placedAtMs);
  }
  const sorted = tookMs.map(Math.round).sort((a, b) => a - b);
  await annotate(`order placed → handler begun, by webhook: ${sorted.join(", ")} ms (target: 100 ms)`);
  // The idle poll interval is 30 s: only a webhook can be this fast.
  expect(sorted.at(-1)).toBeLessThan(5_000);
});
