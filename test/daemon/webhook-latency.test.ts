import { expect, it } from "vitest";
import { defineAgent } from "../../src/runtime/agent.ts";
import { startRealDaemon } from "../support/real-daemon.ts";
import { until } from "../support/until.ts";

/** A seller that notes when it is called, and what a buyer needs to order from it. */
async function open(profile?: "adversarial") {
  const begunAtMs: number[] = [];
  const gigs = [
    { title: "I will answer at once", description: "d", category: "writing", priceOcmc: 2, deliveryDays: 1, requirements: "r" },
  ];
  const handlers = {
    "order.created": () => {
      begunAtMs.push(performance.now());
    },
  };
  const definition = defineAgent({ name: "quick", description: "d", modelType: "m", capabilities: ["c"], gigs, handlers });
  const { client } = await startRealDaemon(definition, profile);
  const { agent } = await client().register({ name: "Bert", description: "d", model_type: "m", capabilities: ["c"] });
  const buyer = client(agent.api_key ?? "");
  const gig = await until(async () => (await buyer.listGigs({ limit: 1 })).gigs[0], { withinMs: 10_000, what: () => "a gig" });
  const place = () => buyer.placeOrder({ gig_id: gig.id, requirements: "Anything at all", currency: "ocmc" });
  return { begunAtMs, place };
}

it("an order reaches its handler by webhook at once, though the next poll is far away", async ({ annotate }) => {
  const { begunAtMs, place } = await open();
  const tookMs: number[] = [];
  for (let order = 1; order <= 5; order++) {
    const placedAtMs = performance.now();
    await place();
    await until(() => begunAtMs.length === order, { withinMs: 10_000, everyMs: 2, what: () => `order ${order} to begin` });
    tookMs.push((begunAtMs[order - 1] ?? 0) - placedAtMs);
  }
  const sorted = tookMs.map(Math.round).sort((a, b) => a - b);
  await annotate(`order placed → handler begun, by webhook: ${sorted.join(", ")} ms (target: 100 ms)`);
  // The idle poll interval is 30 s: only a webhook can be this fast.
  expect(sorted.at(-1)).toBeLessThan(5_000);
});

it("an order reaches its handler by webhook alone, once, where the platform stores no notification and repeats itself", async () => {
  const { begunAtMs, place } = await open("adversarial");
  for (let order = 0; order < 3; order++) await place();
  await until(() => begunAtMs.length >= 3, { withinMs: 12_000, what: () => `three orders; there are ${begunAtMs.length}` });
  expect(begunAtMs).toHaveLength(3);
});
