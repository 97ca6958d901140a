import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { agentFigures } from "../../../src/sim/metrics/agent-figures.ts";
import { distributionOf } from "../../../src/sim/metrics/distribution.ts";
import { figures } from "../../../src/sim/metrics/figure.ts";
import { measure } from "../../../src/sim/metrics/metrics.ts";
import { type OrderRecord, simulationRecordSchema } from "../../../src/sim/record.ts";
import { generatedRecord } from "../../support/simulation-record.ts";

const seeds = fc.integer({ min: 1, max: 100_000 });
const order: OrderRecord = {
  number: "OCM-1",
  gigId: "g",
  gigTitle: "G",
  buyerId: "b0",
  sellerId: "s0",
  priceOcmc: 10,
  status: "completed",
  revisions: 1,
  autoApproved: false,
  createdMs: 1_000,
  startedMs: 3_000,
  firstDeliveredMs: 7_000,
  lastDeliveredMs: 15_000,
  endedMs: 31_000,
  rating: 4,
  tipOcmc: 2,
  valueOcmc: 16,
  quality: 0.8,
};
const withOrders = (orders: readonly OrderRecord[]) => ({ ...generatedRecord({ seed: 1, orders: 0 }), orders });

describe("the metrics of orders", () => {
  it("tell each lapse from the times between which it lies", () => {
    const { orders } = measure(withOrders([order]));
    const lapses = [orders.toStartMs, orders.toDeliverMs, orders.toApproveMs, orders.toCompleteMs];
    expect(lapses.map((lapse) => lapse?.p50)).toEqual([2_000, 4_000, 16_000, 30_000]);
  });

  it("count every order in exactly one of completed, cancelled and open, and in one status", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { orders } = measure(generatedRecord({ seed }));
        expect(orders.completed + orders.cancelled + orders.open).toBe(orders.placed);
        expect(Object.values(orders.byStatus).reduce((a, b) => a + b, 0)).toBe(orders.placed);
      }),
      { numRuns: 20 },
    );
  });

  it("leave the time of a cancellation out of the times to approve", () => {
    const cancelled: OrderRecord = {
      ...order,
      status: "cancelled",
      startedMs: null,
      firstDeliveredMs: null,
      lastDeliveredMs: null,
    };
    expect(measure(withOrders([cancelled])).orders).toMatchObject({ toApproveMs: null, toCompleteMs: null, fillRate: 0 });
  });

  it("are null, not 0, where there is nothing to take them of", () => {
    const { orders, welfare, concentration } = measure(withOrders([]));
    expect([orders.fillRate, orders.toStartMs, orders.rating, welfare.perOrder, concentration.gini]).toEqual(Array(5).fill(null));
  });
});

describe("the metrics of money", () => {
  it("count the price of completed orders only, tips apart, and value less price as welfare", () => {
    const dear: OrderRecord = { ...order, number: "OCM-2", priceOcmc: 20, tipOcmc: 0 };
    const open: OrderRecord = { ...order, number: "OCM-3", status: "delivered", priceOcmc: 7, tipOcmc: 0, endedMs: null };
    const { money, welfare } = measure(withOrders([order, dear, open]));
    expect(money).toMatchObject({ gmv: 30, tips: 2, escrow: 7 });
    expect(welfare).toEqual({ known: 2, total: 2, perOrder: 1, regretShare: 0.5 });
  });

  it("find no fees where the market took none", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(measure(generatedRecord({ seed })).money.fees).toBe(0);
      }),
      { numRuns: 20 },
    );
  });

  it("give every coin that was paid to one seller: revenue and spending add up to GMV and tips", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const record = generatedRecord({ seed });
        const { money } = measure(record);
        const agents = agentFigures(record);
        const sum = (of: (figures: (typeof agents)[number]) => number) => agents.reduce((total, agent) => total + of(agent), 0);
        expect(sum((agent) => agent.revenueOcmc)).toBe(money.gmv + money.tips);
        expect(sum((agent) => agent.spentOcmc)).toBe(money.gmv + money.tips);
      }),
      { numRuns: 20 },
    );
  });
});

describe("a distribution", () => {
  it("has percentiles between whose order statistics the true one lies", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 60 }), (values) => {
        const { p50, p95, p99, max } = distributionOf(values) ?? { p50: 0, p95: 0, p99: 0, max: 0 };
        for (const [p, at] of [
          [p50, 0.5],
          [p95, 0.95],
          [p99, 0.99],
        ] as const) {
          const position = (values.length - 1) * at;
          expect(values.filter((value) => value <= p).length).toBeGreaterThanOrEqual(Math.floor(position) + 1);
          expect(values.filter((value) => value >= p).length).toBeGreaterThanOrEqual(values.length - Math.ceil(position));
        }
        expect(max).toBe(Math.max(...values));
      }),
    );
  });

  it("sorts by number, not by text", () => {
    expect(distributionOf([10, 9, 2])).toMatchObject({ p50: 9, max: 10, count: 3 });
  });
});

it("every figure has a name of its own and a number of an ordinary run", () => {
  const metrics = measure(generatedRecord({ seed: 3 }));
  expect(new Set(figures.map(({ key }) => key)).size).toBe(figures.length);
  for (const { key, of } of figures) expect(of(metrics), key).toSatisfy(Number.isFinite);
});

it("a record survives JSON, and one of another format is refused", () => {
  const record = generatedRecord({ seed: 5 });
  expect(simulationRecordSchema.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
  expect(simulationRecordSchema.safeParse({ ...record, format: 2 }).success).toBe(false);
});
