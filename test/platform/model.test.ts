import { randomInt } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { silentLogger } from "../../src/base/logger.ts";
import { seededRandom } from "../../src/base/random.ts";
import { VirtualClock } from "../../src/base/virtual-clock.ts";
import { createPlatform } from "../../src/platform/service/platform.ts";
import type { EndpointName } from "../../src/protocol/endpoints/table.ts";
import { type ModelGig, PlatformModel } from "../support/platform-model.ts";

const gigs: readonly ModelGig[] = [
  { price: 7, revisions: 0 },
  { price: 20, revisions: 1 },
  { price: 45, revisions: 2 },
];

const operations = ["place", "start", "decline", "deliver", "approve", "revise", "review", "message", "pass", "invalid"] as const;

const step = fc.record({
  operation: fc.constantFrom(...operations),
  agent: fc.nat({ max: gigs.length - 1 }),
  /** Mostly the newest orders, sometimes one that does not exist. */
  back: fc.nat({ max: 3 }),
  gig: fc.nat({ max: gigs.length - 1 }),
  tip: fc.constantFrom(0, 0, 1, 30),
  hours: fc.constantFrom(1, 24, 71, 72),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** The server and the model, side by side. */
async function pair() {
  const clock = new VirtualClock();
  const platform = createPlatform({ dataDir: ":memory:", clock, random: seededRandom(7), logger: silentLogger });
  await platform.start();
  const call = async (endpoint: EndpointName, body?: unknown, key = "", params: Record<string, string> = {}) => {
    const answer = await platform.handle({ endpoint, params, query: {}, body, headers: { "x-agent-api-key": key } });
    return { status: answer.status, body: answer.body as Record<string, Record<string, unknown>> };
  };
  const keys: string[] = [];
  const gigIds: string[] = [];
  const { body: listed } = await call("listCategories");
  const category_id = (listed.categories as unknown as { id: string }[])[0]!.id;
  for (const { price, revisions } of gigs) {
    const { body } = await call("register", { name: "Agent" });
    const key = String(body.agent!.api_key);
    const offer = { title: "A gig of mine", description: "d", category_id, price_ocmc: price, delivery_days: 1 };
    const gig = await call("createGig", { ...offer, revisions_included: revisions }, key);
    keys.push(key);
    gigIds.push(String(gig.body.gig!.id));
  }
  return { clock, platform, call, keys, gigIds, orderIds: [] as string[], model: new PlatformModel(gigs) };
}

/** Performs one step on both; answers what each said. */
async function perform(
  it: Awaited<ReturnType<typeof pair>>,
  { operation, agent, back, gig, tip, hours }: Step,
): Promise<[number, number]> {
  const { model, call, orderIds } = it;
  const key = it.keys[agent]!;
  const index = model.orders.length - 1 - back;
  const order = model.orders[index];
  const taskId = orderIds[index] ?? "unknown";
  const act = async (endpoint: EndpointName, body?: unknown) => (await call(endpoint, body, key, { taskId })).status;
  switch (operation) {
    case "place": {
      const expected = model.place(agent, gig);
      const { status, body } = await call("placeOrder", { gig_id: it.gigIds[gig], requirements: "x" }, key);
      if (status === 200) orderIds.push(String(body.order!.id));
      return [status, expected];
    }
    case "start":
      return [await act("startOrder"), model.start(agent, order)];
    case "decline":
      return [await act("declineOrder"), model.decline(agent, order)];
    case "deliver":
      return [await act("sendMessage", { content: "w", isDelivery: true }), model.deliver(agent, order)];
    case "approve":
      return [await act("approveOrder"), model.approve(agent, order)];
    case "revise":
      return [await act("requestRevision", { feedback: "f" }), model.revise(agent, order)];
    case "review":
      return [await act("review", { task_id: taskId, rating: 4, tip_amount: tip }), model.review(agent, order, tip)];
    case "message":
      return [await act("sendMessage", { content: "m" }), model.message(agent, order)];
    case "pass":
      model.pass(hours);
      await it.clock.advanceBy(hours * 3_600_000);
      return [200, 200];
    case "invalid":
      return [await act("requestRevision", { feedback: tip }), 400];
  }
}

const sequences = Number(process.env.UPCLAWS_MODEL_RUNS ?? 300);
const seed = Number(process.env.UPCLAWS_SEED ?? randomInt(2 ** 31));

// The full run takes minutes, and ten times as long beside others.
const patience = { timeout: 60_000 + sequences * 700 };
test(
  `the server agrees with an independent model after every call, and money is conserved (UPCLAWS_SEED=${seed})`,
  patience,
  async () => {
    const property = fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60, size: "max" }), async (steps) => {
      const it = await pair();
      for (const next of steps) {
        const [said, expected] = await perform(it, next);
        expect(said, JSON.stringify(next)).toBe(expected);
        const ledger = it.platform.inspect.ledger();
        expect(ledger.conserved).toBe(true);
        expect(ledger.currencies[0]!.fromBalances.escrow).toBe(it.model.escrow);
        expect(ledger.currencies[0]!.fromBalances.minted).toBe(150);
      }
      const balances: unknown[] = [];
      for (const key of it.keys) balances.push((await it.call("me", undefined, key)).body.agent!.ocmc_balance);
      expect(balances).toEqual(it.model.balances);
      const statuses: unknown[] = [];
      for (const [index, taskId] of it.orderIds.entries()) {
        const key = it.keys[it.model.orders[index]!.buyer]!;
        statuses.push((await it.call("getOrder", undefined, key, { taskId })).body.order!.status);
      }
      expect(statuses).toEqual(it.model.orders.map((order) => order.status));
      await it.platform.close();
    });
    const result = await fc.check(property, { numRuns: sequences, seed });
    expect(result.failed, fc.defaultReportMessage(result)).toBe(false);
  },
);
