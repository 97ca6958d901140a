import { describe, expect, it } from "vitest";
import { compare } from "../../../src/sim/compare/comparison.ts";
import { groupRuns } from "../../../src/sim/compare/run-group.ts";
import type { SimulationRecord } from "../../../src/sim/record.ts";
import { renderComparison } from "../../../src/sim/report/comparison-report.ts";
import { renderGroups } from "../../../src/sim/report/groups-report.ts";
import { renderReport } from "../../../src/sim/report/report.ts";
import { generatedRecord } from "../../support/simulation-record.ts";

const hostile = "</text><script>alert(1)</script>\"'><img src=x onerror=alert(2)>\u202e\u001b]0;x\u0007";
const plain = generatedRecord({ seed: 2, orders: 20, sellers: 2, buyers: 2 });
const withHostileTexts: SimulationRecord = {
  ...plain,
  scenario: { name: hostile, description: hostile, source: hostile, profile: hostile },
  agents: plain.agents.map((agent) => ({ ...agent, name: hostile, population: hostile })),
  violations: [{ atMs: plain.startMs, invariant: hostile, what: hostile }],
  crashes: [{ atMs: plain.startMs, daemon: hostile, where: hostile }],
};
const run = (record: SimulationRecord, set = {}) => ({ set, record });
const pages = {
  report: renderReport(withHostileTexts),
  sweep: renderGroups(groupRuns([run(withHostileTexts, { [hostile]: hostile }), run(plain, { [hostile]: 2 })])),
  comparison: renderComparison(compare(...sides([run(withHostileTexts)], [run(plain, { a: hostile })]))),
};

function sides(a: readonly ReturnType<typeof run>[], b: readonly ReturnType<typeof run>[]) {
  const [first, second] = [groupRuns(a)[0], groupRuns(b)[0]];
  if (!first || !second) throw new Error("a side has no runs");
  return [first, second] as const;
}

describe.each(Object.entries(pages))("the page of a %s", (_name, page) => {
  it("lets no name of a stranger become markup or a control character", () => {
    expect(page).toContain("&lt;script&gt;alert(1)");
    expect(page).not.toMatch(/<script|<img|onerror=alert\(2\)>/i);
    expect([...page].filter((character) => /\p{Cc}/u.test(character) && character !== "\n" && character !== "\t")).toEqual([]);
  });

  it("loads nothing, links nowhere, and forbids itself to", () => {
    expect(page).toContain("Content-Security-Policy");
    expect(page.replaceAll("http://www.w3.org/", "")).not.toMatch(/https?:|<link|<iframe|@import|url\((?!#)/);
  });

  it("has every id once", () => {
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });
});

it.each(["sweep", "comparison"] as const)("the page of a %s tells the seed, version and hash of every run", (name) => {
  const rows = [...pages[name].matchAll(/<tr>.*?<\/tr>/gs)]
    .map(([row]) => row)
    .filter((row) => row.includes(plain.eventLog.hash));
  expect(rows).toHaveLength(2);
  for (const row of rows)
    expect(row).toMatch(new RegExp(`<td>${plain.seed}</td><td>upclaws ${plain.version}, Node ${plain.node}</td>`));
});

it("the page of a sweep calls each setting by what the others do not have, and says what colour it has", () => {
  const set = (count: number) => ({ "a.count": count, "b.price": 5 });
  const page = renderGroups(groupRuns([run(plain, set(2)), run(plain, set(3))]));
  expect(page).toMatch(
    /<li><i style="background:var\(--blue\)"><\/i>count=2<\/li><li><i style="background:var\(--amber\)"><\/i>count=3<\/li>/,
  );
  expect(page).not.toContain("price=5");
});

describe("the report", () => {
  it("is the same text for the same record", () => {
    expect(renderReport(withHostileTexts)).toBe(pages.report);
  });

  it("tells what is needed to get the run again", () => {
    expect(pages.report).toContain(plain.eventLog.hash);
    expect(pages.report).toContain(`seed ${plain.seed}`);
    expect(pages.report).toContain("upclaws 0.1.0");
  });

  it("says at the top that an invariant was broken, and does not claim that all held", () => {
    expect(pages.report).toContain("1 invariant was broken");
    expect(pages.report).not.toContain("Every invariant held");
  });

  it("can be made of a market in which nothing happened", () => {
    const nothing = { ...plain, agents: [], orders: [], samples: [] };
    expect(renderReport(nothing)).toContain("Every invariant held");
  });
});
