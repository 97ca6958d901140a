import { describe, expect, it } from "vitest";
import { parseScenario } from "../../src/sim/scenario/scenario.ts";
import { simulate } from "../../src/sim/simulate.ts";

const market = (faults: string) =>
  parseScenario(
    `
name: watched
duration: 10h
after: 6h
daemon: { pollInterval: 10m, busyPollInterval: 20s, reconcileInterval: 90m }
populations:
  writers: { kind: seller, count: 2, price: { uniform: [5, 9] }, skill: { uniform: [0.3, 0.9] }, messages: 0.3 }
  readers: { kind: buyer, count: 3, balance: 500, wants: { perDay: 24 }, attention: { exponential: 20m }, acceptsFrom: 0.7 }
faults: ${faults}
`,
    "watched.yaml",
  );

describe("polls and reconciles that would find nothing", () => {
  it.each([
    ["on a calm network", "[]"],
    ["where answers get lost", "[{ effect: dropAfter, share: 0.1 }, { effect: unavailable, share: 0.05, from: 6h, until: 9h }]"],
  ])("are left out without a trace %s", async (_where, faults) => {
    const seed = 11;
    const made = await simulate(market(faults), { seed, leavesOut: false });
    const leftOut = await simulate(market(faults), { seed });
    expect(leftOut.eventLog).toEqual(made.eventLog);
    expect(leftOut.orders).toEqual(made.orders);
    expect(made.eventLog.count).toBeGreaterThan(40);
    const reads = (record: typeof made) => record.agents.reduce((sum, { api }) => sum + api.reads, 0);
    expect(reads(leftOut)).toBeLessThan(reads(made));
  });
});
