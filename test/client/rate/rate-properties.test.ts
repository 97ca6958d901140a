import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomInt, seededRandom } from "../../../src/base/random.ts";
import { type Priority, priorityOf } from "../../../src/client/rate/priority.ts";
import { hostileRates, openRates } from "../../../src/platform/service/profiles/rate-styles.ts";
import { type EndpointName, endpoints } from "../../../src/protocol/endpoints/table.ts";
import { mostWithin, RateScene } from "./fixtures.ts";

const minuteMs = 60_000;
const names: readonly EndpointName[] = [
  "getOrder",
  "startOrder",
  "sendMessage",
  "markNotifications",
  "listNotifications",
  "listOrders",
  "createGig",
];

interface Wish {
  readonly atMs: number;
  readonly endpoint: EndpointName;
  /** Gives up this long after it asked; never when absent. */
  readonly patienceMs?: number | undefined;
}

const wish = fc.record({
  atMs: fc.integer({ min: 0, max: 6 * minuteMs }),
  endpoint: fc.constantFrom(...names),
  patienceMs: fc.option(fc.integer({ min: 0, max: 3 * minuteMs }), { nil: undefined, freq: 4 }),
});
/** Requests over six minutes, in bursts and alone. */
const wishes = fc
  .array(fc.tuple(wish, fc.integer({ min: 1, max: 12 })), { minLength: 1, maxLength: 25 })
  .map((bursts) => bursts.flatMap(([one, times]) => Array<Wish>(times).fill(one)))
  .map((all) => all.toSorted((a, b) => a.atMs - b.atMs));
const skewMs = fc.integer({ min: -3_600_000, max: 3_600_000 });
const limits = fc.record({
  readsPerMinute: fc.integer({ min: 1, max: 30 }),
  writesPerMinute: fc.integer({ min: 1, max: 12 }),
});
const tells = fc.constantFrom(
  { style: openRates },
  { style: { ...openRates, window: "sliding" as const } },
  { style: openRates, mute: true },
  { style: { ...openRates, window: "sliding" as const }, mute: true },
  { style: { ...hostileRates, usableShare: 1 } },
);
/** Each way takes another time. */
const wire = fc.record({ mostMs: fc.constantFrom(0, 20, 2_000), seed: fc.integer() }).map(({ mostMs, seed }) => {
  const random = seededRandom(seed);
  return () => randomInt(random, 0, mostMs);
});

interface Granted {
  readonly index: number;
  readonly wish: Wish;
  readonly sentAtMs: number;
}

/** Lets every wish ask at its time; answers those that were sent, in order. */
async function live(scene: RateScene, all: readonly Wish[]): Promise<{ granted: Granted[]; aborted: number; failed: number }> {
  const { clock } = scene;
  const startMs = clock.now();
  let aborted = 0;
  let failed = 0;
  const asked = all.map(async (one, index) => {
    await clock.sleep(one.atMs);
    const deadline = clock.deadline(one.patienceMs ?? 2 ** 40);
    const status = await scene.request(one.endpoint, String(index), deadline.signal).catch(() => "aborted");
    deadline.cancel();
    if (status === "aborted") aborted++;
    else if (status !== 200) failed++;
  });
  const sentAt: number[] = [];
  const watch = scene.sent.push.bind(scene.sent);
  scene.sent.push = (...labels) => {
    sentAt.push(clock.now() - startMs);
    return watch(...labels);
  };
  const done = Promise.all(asked);
  await clock.advanceBy(all.length * minuteMs + 20 * minuteMs);
  await done;
  const granted = scene.sent.map((label, order) => ({
    index: Number(label),
    wish: all[Number(label)]!,
    sentAtMs: sentAt[order]!,
  }));
  return { granted, aborted, failed };
}

describe("whoever asks when for what", () => {
  it("no server of the configured limit ever refuses, whatever its clock, its windows and its wire", async () => {
    await fc.assert(
      fc.asyncProperty(wishes, limits, skewMs, tells, wire, async (all, limit, skew, told, latencyMs) => {
        const scene = new RateScene({ ...told, ...limit, configured: limit, skewMs: skew, latencyMs });
        await live(scene, all);
        expect(scene.server.refusals).toEqual([]);
      }),
      { numRuns: 120 },
    );
  });

  it("nothing is sent above the limit within any minute while nobody tells of windows", async () => {
    await fc.assert(
      fc.asyncProperty(wishes, limits, async (all, limit) => {
        const scene = new RateScene({ mute: true, readsPerMinute: 1_000, writesPerMinute: 1_000, configured: limit });
        const { granted } = await live(scene, all);
        for (const cost of ["read", "write"] as const) {
          const times = granted
            .filter(({ wish: { endpoint } }) => endpoints[endpoint].cost === cost)
            .map(({ sentAtMs }) => sentAtMs);
          expect(mostWithin(minuteMs, times)).toBeLessThanOrEqual(cost === "read" ? limit.readsPerMinute : limit.writesPerMinute);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("everybody is served or gave up, in the order of asking within a priority", async () => {
    await fc.assert(
      fc.asyncProperty(wishes, limits, tells, async (all, limit, told) => {
        const scene = new RateScene({ ...told, ...limit, configured: limit });
        const { granted, aborted, failed } = await live(scene, all);
        expect(failed).toBe(0);
        expect(granted.length + aborted).toBe(all.length);
        for (const { index, wish: late } of granted) {
          if (late.patienceMs === undefined) continue;
          const sentAtMs = granted.find((other) => other.index === index)!.sentAtMs;
          expect(sentAtMs - late.atMs).toBeLessThanOrEqual(late.patienceMs);
        }
        const line = (priority: Priority, cost: string) =>
          granted.filter(({ wish: { endpoint } }) => priorityOf[endpoint] === priority && endpoints[endpoint].cost === cost);
        for (const priority of ["order", "acknowledge", "intake", "bulk"] as const) {
          for (const cost of ["read", "write"]) {
            const indexes = line(priority, cost).map(({ index }) => index);
            expect(indexes).toEqual(indexes.toSorted((a, b) => a - b));
          }
        }
        expect(scene.scheduler.state("read").waiting + scene.scheduler.state("write").waiting).toBe(0);
      }),
      { numRuns: 100 },
    );
  });

  it("nobody starves under endless demand of every more urgent kind, even at one request a minute", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 20 }), fc.constantFrom(...names), async (perMinute, endpoint) => {
        const scene = new RateScene({
          readsPerMinute: perMinute,
          writesPerMinute: perMinute,
          configured: { readsPerMinute: perMinute, writesPerMinute: perMinute },
        });
        const endMs = scene.clock.now() + 40 * minuteMs;
        for (const other of names) scene.demand(other, 3, endMs);
        await scene.clock.advanceBy(3 * minuteMs);
        let servedAtMs = Number.POSITIVE_INFINITY;
        const askedAtMs = scene.clock.now();
        void scene.request(endpoint).then(() => {
          servedAtMs = scene.clock.now();
        });
        await scene.clock.advanceTo(endMs - 1);
        expect(servedAtMs - askedAtMs).toBeLessThanOrEqual(30 * minuteMs);
      }),
      { numRuns: 40 },
    );
  });
});
