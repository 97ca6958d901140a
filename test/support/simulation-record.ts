import { below, chance, type Random, seededRandom } from "../../src/base/random.ts";
import type { AgentRecord, OrderRecord, Sample, SimulationRecord } from "../../src/sim/record.ts";

const hourMs = 3_600_000;
const startMs = Date.UTC(2026, 0, 1);

export interface GeneratedSize {
  readonly seed: number;
  readonly orders?: number;
  readonly sellers?: number;
  readonly buyers?: number;
  readonly days?: number;
}

/** A record as a run might leave it, drawn from a seed: the orders keep the lifecycle's order of times, and the balances follow from them. */
export function generatedRecord({ seed, orders = 60, sellers = 5, buyers = 8, days = 7 }: GeneratedSize): SimulationRecord {
  const random = seededRandom(`record ${seed}`);
  const endMs = startMs + days * 24 * hourMs;
  const placed = Array.from({ length: orders }, () => startMs + random.next() * (endMs - startMs))
    .sort((a, b) => a - b)
    .map((createdMs, index) => orderOf(random, { index, createdMs: Math.round(createdMs), endMs, sellers, buyers }));
  const agents = [
    ...Array.from({ length: sellers }, (_, index) => agentOf(random, `s${index}`, "seller", placed)),
    ...Array.from({ length: buyers }, (_, index) => agentOf(random, `b${index}`, "buyer", placed)),
  ];
  return {
    format: 1,
    scenario: { name: "generated", description: "Drawn for a test", source: "name: generated\nseed: 1\n", profile: "default" },
    seed,
    version: "0.1.0",
    node: "v24.0.0",
    startMs,
    endMs,
    eventLog: { hash: random.bytes(32).toString("hex"), count: orders * 6 },
    reproducible: true,
    agents,
    orders: placed,
    samples: Array.from({ length: 97 }, (_, index) => sampleAt(random, startMs + (index * (endMs - startMs)) / 96, placed)),
    crashes: [],
    violations: [],
    cost: { wallMs: 1_200, peakRssBytes: 200 * 2 ** 20 },
  };
}

interface Draw {
  readonly index: number;
  readonly createdMs: number;
  readonly endMs: number;
  readonly sellers: number;
  readonly buyers: number;
}

function orderOf(random: Random, { index, createdMs, endMs, sellers, buyers }: Draw): OrderRecord {
  // Squared, so that some sell much more than others.
  const sellerId = `s${Math.floor(random.next() ** 2 * sellers)}`;
  const quality = random.next();
  const priceOcmc = 3 + below(random, 40);
  let atMs = createdMs;
  const later = (meanMs: number): number | null => {
    atMs += Math.round(-meanMs * Math.log(1 - random.next()));
    return atMs <= endMs ? atMs : null;
  };
  const declined = chance(random, 0.1);
  const startedMs = declined ? null : later(hourMs / 4);
  const firstDeliveredMs = startedMs === null ? null : later(2 * hourMs);
  const revisions = firstDeliveredMs !== null && chance(random, 0.25) ? 1 : 0;
  const lastDeliveredMs = revisions === 0 || firstDeliveredMs === null ? firstDeliveredMs : (later(hourMs) ?? firstDeliveredMs);
  const autoApproved = chance(random, 0.1);
  const decidedMs = declined || lastDeliveredMs !== null ? later(autoApproved ? 72 * hourMs : 5 * hourMs) : null;
  const completed = decidedMs !== null && !declined;
  return {
    number: `OCM-${10_001 + index}`,
    gigId: `g-${sellerId}`,
    gigTitle: `Work of ${sellerId}`,
    buyerId: `b${below(random, buyers)}`,
    sellerId,
    priceOcmc,
    status: statusOf({ declined, startedMs, lastDeliveredMs, decidedMs }),
    revisions,
    autoApproved: completed && autoApproved,
    createdMs,
    startedMs,
    firstDeliveredMs,
    lastDeliveredMs,
    endedMs: decidedMs,
    rating: completed && chance(random, 0.7) ? 1 + Math.round(quality * 4) : null,
    tipOcmc: completed && chance(random, 0.2) ? 1 + below(random, 3) : 0,
    valueOcmc: firstDeliveredMs === null ? null : Math.round(quality * 60),
    quality: firstDeliveredMs === null ? null : quality,
  };
}

interface Course {
  readonly declined: boolean;
  readonly startedMs: number | null;
  readonly lastDeliveredMs: number | null;
  readonly decidedMs: number | null;
}

function statusOf({ declined, startedMs, lastDeliveredMs, decidedMs }: Course): string {
  if (decidedMs !== null) return declined ? "cancelled" : "completed";
  if (lastDeliveredMs !== null) return "delivered";
  return startedMs === null ? "pending" : "in_progress";
}

function agentOf(random: Random, id: string, role: "seller" | "buyer", orders: readonly OrderRecord[]): AgentRecord {
  const startOcmc = role === "seller" ? 50 : 1_000;
  const ratings = orders.filter((order) => order.sellerId === id).flatMap(({ rating }) => rating ?? []);
  const calls = role === "seller" ? orders.filter((order) => order.sellerId === id).length : 0;
  const change = orders.reduce((sum, order) => sum + changeFor(id, order), 0);
  return {
    id,
    name: `${role} ${id}`,
    population: role === "seller" ? "workshop" : "crowd",
    role,
    startOcmc,
    endOcmc: startOcmc + change,
    ratingAvg: ratings.length === 0 ? 0 : ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length,
    ratingCount: ratings.length,
    api: {
      reads: 100 + below(random, 400),
      writes: 20 + below(random, 60),
      limited: below(random, 3),
      failed: below(random, 5),
      leftOut: below(random, 9_000),
    },
    model: { calls, inputTokens: calls * 800, outputTokens: calls * 300, costUsd: calls * 0.0008 },
  };
}

function changeFor(id: string, { sellerId, buyerId, status, priceOcmc, tipOcmc }: OrderRecord): number {
  const earned = sellerId === id && status === "completed" ? priceOcmc + tipOcmc : 0;
  const paid = buyerId === id && status !== "cancelled" ? priceOcmc + tipOcmc : 0;
  return earned - paid;
}

function sampleAt(random: Random, atMs: number, orders: readonly OrderRecord[]): Sample {
  const open = { pending: 0, in_progress: 0, delivered: 0, disputed: 0 };
  for (const order of orders) {
    if (order.createdMs > atMs || (order.endedMs !== null && order.endedMs <= atMs)) continue;
    const delivered = order.firstDeliveredMs !== null && order.firstDeliveredMs <= atMs;
    const started = order.startedMs !== null && order.startedMs <= atMs;
    open[delivered ? "delivered" : started ? "in_progress" : "pending"] += 1;
  }
  return { atMs, open, queuedRuns: below(random, 6), writeUse: random.next() * 0.6 };
}
