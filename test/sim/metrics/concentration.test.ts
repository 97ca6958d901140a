import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concentrationOf, lorenzOf } from "../../../src/sim/metrics/concentration.ts";

const amounts = fc.array(fc.nat({ max: 1_000_000 }), { minLength: 1, maxLength: 40 });
const nonZero = amounts.filter((some) => some.some((amount) => amount > 0));

/** Half the mean difference of all pairs, relative to the mean: the definition, without sorting. */
function giniByPairs(some: readonly number[]): number {
  const n = some.length;
  const mean = some.reduce((a, b) => a + b, 0) / n;
  const differences = some.flatMap((a) => some.map((b) => Math.abs(a - b))).reduce((a, b) => a + b, 0);
  return differences / (2 * n * n * mean);
}

describe("the Gini coefficient", () => {
  it("is half the relative mean difference of all pairs", () => {
    fc.assert(
      fc.property(nonZero, (some) => {
        expect(concentrationOf(some).gini).toBeCloseTo(giniByPairs(some), 9);
      }),
    );
  });

  it("is one less twice the area under the Lorenz curve", () => {
    const area = (points: ReturnType<typeof lorenzOf>) =>
      points.slice(1).reduce((sum, [x, y], index) => {
        const [x0, y0] = points[index] ?? [0, 0];
        return sum + ((x - x0) * (y + y0)) / 2;
      }, 0);
    fc.assert(
      fc.property(nonZero, (some) => {
        expect(concentrationOf(some).gini).toBeCloseTo(1 - 2 * area(lorenzOf(some)), 9);
      }),
    );
  });

  it("counts those who have nothing: one seller of four with all of it is 3/4", () => {
    expect(concentrationOf([0, 9, 0, 0])).toEqual({ gini: 0.75, hhi: 1, topShare: 1 });
  });
});

describe("the Herfindahl-Hirschman index", () => {
  it("is the chance that two coins drawn with replacement belong to the same member", () => {
    const small = fc
      .array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 8 })
      .filter((some) => some.some((amount) => amount > 0));
    fc.assert(
      fc.property(small, (some) => {
        const owners = some.flatMap((amount, member) => Array<number>(amount).fill(member));
        const same = owners.flatMap((a) => owners.filter((b) => a === b)).length;
        expect(concentrationOf(some).hhi).toBeCloseTo(same / owners.length ** 2, 12);
      }),
    );
  });

  it("does not change with the currency's unit", () => {
    fc.assert(
      fc.property(nonZero, fc.integer({ min: 2, max: 100 }), (some, factor) => {
        const [once, scaled] = [concentrationOf(some), concentrationOf(some.map((amount) => amount * factor))];
        expect(scaled.hhi).toBeCloseTo(once.hhi ?? Number.NaN, 12);
        expect(scaled.gini).toBeCloseTo(once.gini ?? Number.NaN, 12);
      }),
    );
  });
});

it("nothing to share has no concentration, and its Lorenz curve is the line of equality", () => {
  expect(concentrationOf([0, 0])).toEqual({ gini: null, hhi: null, topShare: null });
  expect(concentrationOf([])).toEqual({ gini: null, hhi: null, topShare: null });
  expect(lorenzOf([0, 0])).toEqual([
    [0, 0],
    [1, 1],
  ]);
});
