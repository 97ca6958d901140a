import type { EndpointName } from "../../../src/protocol/endpoints/table.ts";
import { type House, openHouse } from "./in-process.ts";
import { median } from "./median.ts";
import { type ApiInput, enrolTraders, playTurn, type Trader } from "./order-life.ts";

/** Microseconds that a call takes in a small market and in a large one. */
export interface FlatCost {
  readonly name: string;
  readonly smallUs: number;
  readonly largeUs: number;
  /** What is left of the speed: 1 = all. */
  readonly kept: number;
}

/**
 * What calls cost with few and with many orders stored, all of one pair of agents: the worst case for its lists. The two markets are asked in
 * turns, so that what passes meanwhile (compiled code, collected garbage, a neighbour's work) falls on both.
 */
export async function flatCosts(few: number, many: number): Promise<readonly FlatCost[]> {
  const [small, large] = [await fill(few), await fill(many)];
  const costs: FlatCost[] = [];
  for (const [index, { name, ask: askSmall, repeats }] of small.probes.entries()) {
    const { ask: askLarge } = large.probes[index] as Probe;
    const rounds: { small: number; large: number }[] = [];
    for (let round = 0; round < warmUps + measured; round++) {
      const inTurn = { small: await microsecondsOf(askSmall, repeats), large: await microsecondsOf(askLarge, repeats) };
      if (round >= warmUps) rounds.push(inTurn);
    }
    const of = (figure: (round: { small: number; large: number }) => number) => median(rounds.map(figure));
    costs.push({
      name,
      smallUs: of((round) => round.small),
      largeUs: of((round) => round.large),
      kept: of((round) => round.small / round.large),
    });
  }
  for (const { house } of [small, large]) await house.platform.close();
  return costs;
}

const warmUps = 5;
const measured = 21;

interface Probe {
  readonly name: string;
  readonly ask: () => Promise<unknown>;
  /** Times a round. */
  readonly repeats: number;
}

async function fill(orders: number): Promise<{ house: House; probes: readonly Probe[] }> {
  const house = await openHouse(":memory:");
  const [buyer, seller] = await enrolTraders(house.call, "flat");
  const { agent } = (await house.call("me", buyer.apiKey)) as { agent: { id: string } };
  await house.platform.operator.credit({ agentId: agent.id, currency: "ocmc", units: orders });
  const middle = await placeOrders(house, buyer, seller, orders);
  const pending = { role: "seller", status: "pending", limit: "20" };
  const reads: Readonly<Record<string, readonly [EndpointName, ApiInput]>> = {
    "GET /agents/me": ["me", {}],
    "GET /gigs": ["listGigs", { query: { limit: "20" } }],
    "GET /tasks, first page": ["listOrders", { query: { limit: "20" } }],
    "GET /tasks, page 49": ["listOrders", { query: { limit: "20", offset: "960" } }],
    "GET /tasks?status=pending": ["listOrders", { query: pending }],
    "GET /tasks/{id}": ["getOrder", { params: { taskId: middle } }],
    "GET /tasks/{id}/messages": ["listMessages", { params: { taskId: middle } }],
    "GET /notifications": ["listNotifications", { query: { limit: "50" } }],
  };
  const probes = Object.entries(reads).map(([name, [endpoint, input]]) => ({
    name,
    ask: () => house.call(endpoint, seller.apiKey, input),
    repeats: 100,
  }));
  // Others than the pair, whose unread notifications would end in the small market first; and so few that it stays small.
  const pair = await enrolTraders(house.call, "flat-life");
  let turn = 0;
  const ask = () => playTurn(house.call, pair, turn++);
  const life = { name: "a life, 8 requests", ask, repeats: 10 };
  return { house, probes: [...probes, life] };
}

/** Answers the id of the one in the middle. */
async function placeOrders({ call }: House, buyer: Trader, seller: Trader, orders: number): Promise<string> {
  const ids: string[] = [];
  const body = { gig_id: seller.gigId, requirements: "flat", currency: "ocmc" };
  for (let placed = 0; placed < orders; placed += 100) {
    const batch = Array.from({ length: Math.min(100, orders - placed) }, () => call("placeOrder", buyer.apiKey, { body }));
    for (const reply of await Promise.all(batch)) ids.push((reply as { order: { id: string } }).order.id);
  }
  return ids[Math.floor(ids.length / 2)] ?? "";
}

async function microsecondsOf(action: () => Promise<unknown>, repeats: number): Promise<number> {
  const startedAt = performance.now();
  for (let repeat = 0; repeat < repeats; repeat++) await action();
  return ((performance.now() - startedAt) * 1_000) / repeats;
}
