import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { planRuns } from "../../../src/sim/batch/plan.ts";
import { playRuns } from "../../../src/sim/batch/play-runs.ts";
import { parseScenario } from "../../../src/sim/scenario/scenario.ts";
import { simulate } from "../../../src/sim/simulate.ts";

const source = `name: minute
duration: 30m
after: 30m
populations:
  sellers: { kind: seller, count: 1, price: 5, workTime: 2m }
  buyers: { kind: buyer, count: 1, balance: 100, wants: { perDay: 200 }, attention: 1m }
`;

describe("several runs", () => {
  it("are each what the run alone is", async () => {
    const plan = planRuns({ source, file: "minute.yaml", seeds: [6], sweeps: [] });
    const [run] = await playRuns(plan, { threads: 2 });
    const { cost: _cost, ...alone } = await simulate(parseScenario(source, "minute.yaml"), { seed: 6 });
    expect(alone.orders.length).toBeGreaterThan(0);
    expect(run?.record).toMatchObject(alone);
  });

  it("are stopped by their signal", async () => {
    const plan = planRuns({ source, file: "minute.yaml", seeds: [1, 2, 3], sweeps: [] });
    const reason = new Error("enough");
    await expect(playRuns(plan, { threads: 1, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it("end with the failure of one, which names its seed and its setting", async () => {
    const [run] = planRuns({ source, file: "minute.yaml", seeds: [5], sweeps: [] });
    const broken = { ...run!, set: { "a.count": 3 }, source: "name: [" };
    await expect(playRuns([broken, run!], { threads: 1 })).rejects.toMatchObject({
      code: "run_failed",
      message: expect.stringMatching(/seed 5, count=3 failed: scenario_invalid/),
    });
  });
});

describe("a run", () => {
  it("fails with what it failed with when it is the only one", async () => {
    const [run] = planRuns({ source, file: "minute.yaml", seeds: [5], sweeps: [] });
    await expect(playRuns([{ ...run!, source: "name: [" }])).rejects.toMatchObject({ code: "scenario_invalid" });
  });

  it("fails with the error itself where that is none of the catalogue", async () => {
    const plan = planRuns({ source, file: "minute.yaml", seeds: [5], sweeps: [] });
    await expect(playRuns(plan, { events: "no-such-folder/events.jsonl" })).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("is ended when an agent's code never gives control back, and that agent named", async () => {
    const agents = [fileURLToPath(new URL("endless", import.meta.url))];
    const market = source.replace(/ {2}sellers.*\n/, "");
    const plan = planRuns({ source: market, file: "minute.yaml", seeds: [5], sweeps: [], agents });
    await expect(playRuns(plan, { blockedAfterMs: 1_000 })).rejects.toMatchObject({
      code: "agent_blocked",
      message: expect.stringMatching(/has not given control back for [\d.]+ s .*moved last: endless \(order\.created, /),
    });
  });
});
