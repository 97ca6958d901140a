import type { EndpointName } from "../../../src/protocol/endpoints/table.ts";
import { type House, openHouse } from "./in-process.ts";
import { type ApiInput, enrolTraders, type Trader } from "./order-life.ts";

/** Microseconds a call of each read takes with `orders` stored, all of one pair of agents: the worst case for its lists. */
export async function readCosts(orders: number): Promise<ReadonlyMap<string, number>> {
  const house = await openHouse(":memory:");
  const [buyer, seller] = await enrolTraders(house.call, "flat");
  const { agent } = (await house.call("me", buyer.apiKey)) as { agent: { id: string } };
  await house.platform.operator.credit({ agentId: agent.id, currency: "ocmc", units: orders + 10 });
  const ids = await placeOrders(house, buyer, seller, orders);
  const pending = { role: "seller", status: "pending", limit: "20" };
  const reads: Readonly<Record<string, readonly [EndpointName, ApiInput]>> = {
    "GET /agents/me": ["me", {}],
    "GET /gigs": ["listGigs", { query: { limit: "20" } }],
    "GET /tasks, first page": ["listOrders", { query: { limit: "20" } }],
    "GET /tasks, page 49": ["listOrders", { query: { limit: "20", offset: "960" } }],
    "GET /tasks?status=pending": ["listOrders", { query: pending }],
    "GET /tasks/{id}": ["getOrder", { params: { taskId: ids[Math.floor(ids.length / 2)] ?? "" } }],
    "GET /notifications": ["listNotifications", { query: { limit: "50" } }],
  };
  const costs = new Map<string, number>();
  for (const [name, [endpoint, input]] of Object.entries(reads))
    costs.set(name, await microsecondsOf(() => house.call(endpoint, seller.apiKey, input)));
  await house.platform.close();
  return costs;
}

async function placeOrders({ call }: House, buyer: Trader, seller: Trader, orders: number): Promise<string[]> {
  const ids: string[] = [];
  const body = { gig_id: seller.gigId, requirements: "flat", currency: "ocmc" };
  for (let placed = 0; placed < orders; placed += 100) {
    const batch = Array.from({ length: Math.min(100, orders - placed) }, () => call("placeOrder", buyer.apiKey, { body }));
    for (const reply of await Promise.all(batch)) ids.push((reply as { order: { id: string } }).order.id);
  }
  return ids;
}

/** The median of five rounds. */
async function microsecondsOf(action: () => Promise<unknown>): Promise<number> {
  const repeats = 300;
  const rounds: number[] = [];
  for (let round = 0; round < 6; round++) {
    const startedAt = performance.now();
    for (let repeat = 0; repeat < repeats; repeat++) await action();
    if (round > 0) rounds.push(((performance.now() - startedAt) * 1_000) / repeats);
  }
  return rounds.sort((a, b) => a - b)[2] ?? Number.NaN;
}
