import { describe, expect, it } from "vitest";
import { chance, seededRandom } from "../../../src/base/random.ts";
import { intervalOf, welchInterval } from "../../../src/sim/metrics/interval.ts";
import { intervalText } from "../../../src/sim/metrics/interval-text.ts";
import { studentT } from "../../../src/sim/metrics/student-t.ts";

describe("Student's t", () => {
  // Two-sided values of the printed tables (NIST/SEMATECH e-Handbook 1.3.6.7.2).
  it.each([
    [1, 0.95, 12.706],
    [2, 0.95, 4.303],
    [3, 0.95, 3.182],
    [4, 0.95, 2.776],
    [9, 0.95, 2.262],
    [10, 0.9, 1.812],
    [19, 0.95, 2.093],
    [30, 0.99, 2.75],
    [100, 0.95, 1.984],
  ])("with %i degrees of freedom and probability %d is %d", (degrees, probability, expected) => {
    expect(studentT(degrees, probability)).toBeCloseTo(expected, 3);
  });

  it("approaches the normal distribution", () => {
    expect(studentT(10_000, 0.95)).toBeCloseTo(1.96, 3);
  });
});

/** A standard normal by Box and Muller. */
const normalFrom = (random: ReturnType<typeof seededRandom>) => () =>
  Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());

describe("the interval of a mean", () => {
  it("is mean ± t·s/√n", () => {
    // s = √2.5, t(4) = 2.776: 2.776 · √(2.5 / 5).
    expect(intervalOf([1, 2, 3, 4, 5])).toEqual({ mean: 3, plusMinus: expect.closeTo(1.963, 3), n: 5 });
  });

  it("covers the true mean 95 times in 100", () => {
    const normal = normalFrom(seededRandom(7));
    const trials = 800;
    const covered = Array.from({ length: trials }, () => {
      const interval = intervalOf(Array.from({ length: 4 }, () => 10 + 3 * normal()));
      return Math.abs((interval?.mean ?? 0) - 10) <= (interval?.plusMinus ?? 0);
    }).filter(Boolean).length;
    // Three standard errors of a share of 0.95 over 800 trials.
    expect(Math.abs(covered / trials - 0.95)).toBeLessThan(0.0231);
  });

  it("is unknown for one value, and there is none for no values", () => {
    expect(intervalOf([3])).toEqual({ mean: 3, plusMinus: null, n: 1 });
    expect(intervalOf([])).toBeNull();
  });
});

describe("the interval of a difference", () => {
  it("covers the true difference at least 93 times in 100, with unequal variances and sizes", () => {
    const random = seededRandom(11);
    const normal = normalFrom(random);
    const trials = 800;
    const covered = Array.from({ length: trials }, () => {
      const a = Array.from({ length: 5 }, () => 10 + 5 * normal());
      const b = Array.from({ length: chance(random, 0.5) ? 8 : 12 }, () => 13 + normal());
      const interval = welchInterval(a, b);
      return Math.abs((interval?.mean ?? 0) - 3) <= (interval?.plusMinus ?? 0);
    }).filter(Boolean).length;
    expect(covered / trials).toBeGreaterThan(0.93);
  });

  it("has no width where nothing varies, and none is known from single runs", () => {
    expect(welchInterval([2, 2], [5, 5, 5])).toEqual({ mean: 3, plusMinus: 0, n: 2 });
    expect(welchInterval([2], [5])).toEqual({ mean: 3, plusMinus: null, n: 1 });
    expect(welchInterval([], [5])).toBeNull();
  });
});

it.each([
  [714_000, 1_686_000, "11.9 ± 28.1 min"],
  [3_960_000, 402_000, "1.1 h ± 6.7 min"],
  [-2_400, 5_100, "-2.4 ± 5.1 s"],
])("%d ± %d milliseconds are told with each unit once", (mean, plusMinus, text) => {
  expect(intervalText({ mean, plusMinus, n: 3 }, "ms")).toBe(text);
});
