import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { planRuns } from "../../../src/sim/batch/plan.ts";
import { applySetting, combine, parseSweep, settingText } from "../../../src/sim/batch/setting.ts";

const source = `# a small market
name: small
duration: 1h
populations:
  sellers: { kind: seller, count: 2 }
  buyers:
    kind: buyer
    count: 5 # readers
    wants: { perDay: 3 }
`;

describe("a sweep", () => {
  it.each([
    ["buyers.count=1,5,20", "buyers.count", [1, 5, 20]],
    ["a=fast,slow", "a", ["fast", "slow"]],
    ['a="x,y",z', "a", ["x,y", "z"]],
    ["price={ uniform: [5, 12] },8", "price", [{ uniform: [5, 12] }, 8]],
    ["faults.0.share=0.05", "faults.0.share", [0.05]],
  ])("%s has its values as YAML reads them", (text, path, values) => {
    expect(parseSweep(text)).toEqual({ path, values });
  });

  it.each(["", "count", "=3", "a=", "a..b=1", "a=[1", "a b=1"])("%j is refused, quoted", (text) => {
    expect(() => parseSweep(text)).toThrow(
      expect.objectContaining({ code: "setting_invalid", message: expect.stringContaining(text) }),
    );
  });

  it("combines with others to every pair, the last changing fastest", () => {
    expect(combine([parseSweep("a=1,2"), parseSweep("b=x,y")])).toEqual([
      { a: 1, b: "x" },
      { a: 1, b: "y" },
      { a: 2, b: "x" },
      { a: 2, b: "y" },
    ]);
    expect(combine([])).toEqual([{}]);
  });

  it("cannot set one path twice", () => {
    expect(() => combine([parseSweep("a=1"), parseSweep("a=2")])).toThrow(expect.objectContaining({ code: "setting_invalid" }));
  });
});

describe("a setting", () => {
  it("changes its places in the scenario and nothing else, comments included", () => {
    const changed = applySetting(source, { "populations.buyers.count": 20, seed: 7 });
    expect(parse(changed)).toEqual({
      ...parse(source),
      seed: 7,
      populations: { ...parse(source).populations, buyers: { kind: "buyer", count: 20, wants: { perDay: 3 } } },
    });
    expect(changed).toContain("# a small market");
    expect(changed).toContain("# readers");
    expect(applySetting(source, {})).toBe(source);
  });

  it("that goes through a value that has no inside is refused", () => {
    expect(() => applySetting(source, { "duration.mean": 3 })).toThrow(expect.objectContaining({ code: "setting_invalid" }));
  });

  it("is named by the ends of its paths, in full where two end alike", () => {
    expect(settingText({ "a.count": 3, "b.price": "x" })).toBe("count=3 price=x");
    expect(settingText({ "a.count": 3, "b.count": 4 })).toBe("a.count=3 b.count=4");
  });
});

describe("the plan", () => {
  it("has every setting with every seed", () => {
    const plan = planRuns({ source, file: "small.yaml", seeds: [1, 2], sweeps: [parseSweep("populations.buyers.count=3,4")] });
    expect(plan.map(({ set, seed }) => [set["populations.buyers.count"], seed])).toEqual([
      [3, 1],
      [3, 2],
      [4, 1],
      [4, 2],
    ]);
  });

  it("takes the scenario's own seed when none is given, the sweep's among them", () => {
    expect(planRuns({ source, file: "f", sweeps: [] }).map(({ seed }) => seed)).toEqual([1]);
    expect(planRuns({ source, file: "f", sweeps: [parseSweep("seed=4,9")] }).map(({ seed }) => seed)).toEqual([4, 9]);
  });

  it("is refused as a whole when one of its scenarios is wrong, which is named", () => {
    const sweeps = [parseSweep("populations.buyers.count=3,many")];
    expect(() => planRuns({ source, file: "small.yaml", sweeps })).toThrow(
      expect.objectContaining({ code: "scenario_invalid", message: expect.stringMatching(/with count=many.*small\.yaml:\d+/s) }),
    );
    const unknown = [parseSweep("populations.buyers.cuont=3")];
    expect(() => planRuns({ source, file: "small.yaml", sweeps: unknown })).toThrow(
      expect.objectContaining({ code: "scenario_invalid" }),
    );
  });

  it("of more than ten thousand runs is refused", () => {
    const seeds = Array.from({ length: 10_001 }, (_, seed) => seed);
    expect(() => planRuns({ source, file: "f", seeds, sweeps: [] })).toThrow(
      expect.objectContaining({ code: "setting_invalid" }),
    );
  });
});
