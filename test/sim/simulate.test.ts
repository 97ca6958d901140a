import { describe, expect, it } from "vitest";
import { parseScenario } from "../../src/sim/scenario/scenario.ts";
import { simulate } from "../../src/sim/simulate.ts";

const small = parseScenario(
  `
name: small
duration: 1d
after: 4d
daemon: { pollInterval: 2h, reconcileInterval: 12h }
populations:
  writers: { kind: seller, count: 2, price: { uniform: [5, 9] }, skill: 0.9, thinks: true }
  readers: { kind: buyer, count: 2, balance: 500, wants: { perDay: 6, process: constant }, attentive: 0.7, tipOcmc: 1 }
`,
  "small.yaml",
);

describe("simulate", () => {
  it("plays a market to its end: every want becomes an order, and every order ends", async () => {
    const lines: string[] = [];
    const record = await simulate(small, { onEvent: (line) => lines.push(line) });
    expect(record.orders).toHaveLength(6 - 1);
    expect(new Set(record.orders.map(({ status }) => status))).toEqual(new Set(["completed"]));
    expect(record.orders.some(({ autoApproved }) => autoApproved)).toBe(true);
    expect(record.orders.some(({ rating }) => rating !== null)).toBe(true);
    expect(record.agents.reduce((sum, { endOcmc }) => sum + endOcmc, 0)).toBe(2 * 50 + 2 * 500);
    expect(record.agents.filter(({ role }) => role === "seller").some(({ model }) => model.calls > 0)).toBe(true);
    expect(lines).toHaveLength(record.eventLog.count);
    expect(record.samples).toHaveLength(200);
    expect(record.samples.at(-1)?.open).toEqual({ pending: 0, in_progress: 0, delivered: 0, disputed: 0 });
  });

  it("gives the same event log for the same seed, and another for another", async () => {
    const hashes = [];
    for (const seed of [7, 7, 8]) hashes.push((await simulate(small, { seed })).eventLog.hash);
    expect(hashes[0]).toBe(hashes[1]);
    expect(hashes[0]).not.toBe(hashes[2]);
  });
});
