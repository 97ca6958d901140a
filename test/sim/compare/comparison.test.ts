import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compare } from "../../../src/sim/compare/comparison.ts";
import { documentOf, readDocument } from "../../../src/sim/compare/document.ts";
import { groupRuns, type RunGroup } from "../../../src/sim/compare/run-group.ts";
import type { SimulationRecord } from "../../../src/sim/record.ts";
import { generatedRecord } from "../../support/simulation-record.ts";
import { tempDirectory } from "../../support/temp-directory.ts";

const played = (seeds: readonly number[], change: (record: SimulationRecord) => SimulationRecord = (record) => record) =>
  seeds.map((seed) => ({ set: {}, record: change(generatedRecord({ seed, orders: 30 })) }));
const group = (...parameters: Parameters<typeof played>): RunGroup => groupRuns(played(...parameters))[0]!;
const dearer = (record: SimulationRecord) => ({
  ...record,
  orders: record.orders.map((order) => ({ ...order, priceOcmc: order.priceOcmc + 1 })),
});
const figureOf = (comparison: ReturnType<typeof compare>, key: string) =>
  comparison.figures.find(({ figure }) => figure.key === key)!;

describe("a comparison", () => {
  it("of a run with itself finds no difference, and claims no certainty", () => {
    const { figures, obstacles, differences } = compare(group([1]), group([1]));
    expect(figures.map(({ difference }) => difference?.mean ?? 0)).toEqual(figures.map(() => 0));
    expect(figures.every(({ clear }) => clear === null)).toBe(true);
    expect([obstacles, differences]).toEqual([[], []]);
  });

  it("takes differences seed by seed where the seeds are the same, and so sees what the spread between seeds would hide", () => {
    const seeds = [1, 2, 3, 4, 5, 6];
    const paired = compare(group(seeds), group(seeds, dearer));
    const unpaired = compare(group(seeds), group([...seeds].reverse(), dearer));
    expect(paired.paired).toBe(true);
    expect(unpaired.paired).toBe(false);
    expect(figureOf(paired, "gmvOcmc")).toMatchObject({ clear: true });
    expect(figureOf(unpaired, "gmvOcmc")).toMatchObject({ clear: false });
    expect(figureOf(paired, "gmvOcmc").difference?.mean).toBeCloseTo(figureOf(unpaired, "gmvOcmc").difference?.mean ?? 0, 9);
  });

  it("says when runs are not comparable", () => {
    const longer = group([1], (record) => ({ ...record, endMs: record.endMs + 1 }));
    const broken = group([1], (record) => ({
      ...record,
      violations: [{ atMs: 0, invariant: "money", what: "one coin too many" }],
    }));
    expect(compare(group([1]), longer).obstacles).toEqual([expect.stringContaining("differently long")]);
    expect(compare(group([1]), broken).obstacles).toEqual([expect.stringContaining("invariants were broken")]);
  });

  it("tells what differs: the changed places of the scenario, the version", () => {
    const other = group([1], (record) => ({
      ...record,
      version: "0.2.0",
      scenario: { ...record.scenario, source: record.scenario.source.replace("seed: 1", "seed: 1\nduration: 3d") },
    }));
    expect(compare(group([1]), other).differences).toEqual(["version: 0.1.0 and 0.2.0", 'duration: nothing and "3d"']);
  });
});

describe("a document", () => {
  it("is read back with the runs it was made of", () => {
    const runs = played([1, 2]);
    const file = join(tempDirectory(), "runs.json");
    writeFileSync(file, JSON.stringify(documentOf(runs)));
    expect(readDocument(file)).toEqual(runs);
  });

  it.each([
    ["not JSON", "{", /JSON/],
    ["of nothing", "{}", /format/],
    [
      "with an order that lost its price",
      JSON.stringify(documentOf(played([1]))).replace(/"priceOcmc":\d+,/, ""),
      /orders\.0\.priceOcmc/,
    ],
  ])("that is %s is refused with the place", (_what, text, place) => {
    const file = join(tempDirectory(), "wrong.json");
    writeFileSync(file, text);
    expect(() => readDocument(file)).toThrow(
      expect.objectContaining({ code: "record_invalid", message: expect.stringMatching(place) }),
    );
  });
});
