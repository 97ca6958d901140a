import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { stringify } from "yaml";
import shopper from "../../agents/shopper/agent.ts";
import writer from "../../agents/writer/agent.ts";
import { defineScript } from "../../src/llm/scripted/parse-script.ts";
import { createScriptedModel } from "../../src/llm/scripted/scripted-model.ts";
import { cliHere } from "../support/cli-here.ts";
import { TestDaemon } from "../support/market-daemon.ts";
import { MarketWorld } from "../support/market-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

const usage = { inputTokens: 400, outputTokens: 100 };
const approve = { verdict: "approve", feedback: "Good", rating: 5 };
const script = defineScript({
  rules: [
    { when: { schema: "judge", user: "moon" }, reply: { json: { ...approve, verdict: "revise" }, usage }, times: 1 },
    { when: { schema: "judge" }, reply: { json: approve, usage } },
  ],
  default: { json: { article: "The tides come and go. ".repeat(12) }, usage },
});
const briefs = ["Topic: tides. For sailors.", "Topic: the moon. For sailors.", "AI?"];

/** A writer and a shopper in one daemon that have traded on 1 January, and what `usage` says of it. */
async function traded() {
  const world = await MarketWorld.open();
  const [seller, buyer] = [await world.actor("writer"), await world.actor("shopper")];
  const dir = tempDirectory();
  const daemon = new TestDaemon({
    world,
    dir,
    code: { writer, shopper },
    model: createScriptedModel({ clock: world.clock, script }),
    agents: [
      { use: "writer", apiKey: seller.apiKey },
      { use: "shopper", apiKey: buyer.apiKey, with: { briefs } },
    ],
    config: { llm: { models: ["gpt-5-mini"], prices: { "gpt-5-mini": { inputUsdPerMTok: 0.25, outputUsdPerMTok: 2 } } } },
  });
  await world.through(daemon.daemon.start());
  await world.clock.advanceBy(600_000);
  daemon.crash();
  const config = join(dir, "upclaws.config.yaml");
  writeFileSync(config, stringify({ dataDir: ".", agents: [{ use: "writer" }] }));
  const say = async (...args: readonly string[]) => {
    const { code, json, text } = await cliHere(["usage", "--config", config, ...args], { clock: world.clock, columns: 200 });
    return { code, json: json.at(-1) ?? {}, text };
  };
  return { world, say };
}

interface Row {
  readonly key: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly modelUsd: number;
  readonly marginUsd: number;
  readonly modelCalls: number;
  readonly earnedOcmc: number;
}

it("usage tells tokens, model cost, earnings, spending and margin per agent, gig, model and day", async () => {
  const { say } = await traded();
  const { code, json } = await say("--json");
  expect(code).toBe(0);
  // Three articles, one of them a revision; three verdicts; two orders of 8 and two tips of 1; the third brief was declined and refunded.
  const sold = { key: "writer", ordersSold: 2, modelCalls: 3, earnedOcmc: 16, spentOcmc: 0, marginOcmc: 16 };
  const bought = { key: "shopper", ordersSold: 0, modelCalls: 3, earnedOcmc: 0, spentOcmc: 18, marginOcmc: -18 };
  const total = { modelCalls: 6, outputTokens: 600, earnedOcmc: 16, spentOcmc: 18, marginOcmc: -2 };
  expect(json).toMatchObject({ since: null, by: "agent", rows: [bought, sold], total });
  for (const row of [...(json.rows as Row[]), json.total as Row]) {
    expect(row.inputTokens).toBeGreaterThan(500);
    expect(row.modelUsd).toBeCloseTo(row.inputTokens * 0.25e-6 + row.outputTokens * 2e-6, 8);
    expect(row.marginUsd).toBe(-row.modelUsd);
  }
  const keys = async (by: string) =>
    ((await say("--json", "--by", by)).json.rows as Row[]).map(({ key, modelCalls, earnedOcmc }) => [
      key,
      modelCalls,
      earnedOcmc,
    ]);
  expect(await keys("gig")).toEqual([["I will write a short article", 6, 16]]);
  expect(await keys("model")).toEqual([
    ["gpt-5-mini", 6, 0],
    ["-", 0, 16],
  ]);
  expect(await keys("day")).toEqual([["2026-01-01", 6, 16]]);
});

it("usage counts since a time, today, or a moment that is none", async () => {
  const { world, say } = await traded();
  const calls = async (since: string) =>
    ((await say("--json", "--since", since)).json.total as { modelCalls: number }).modelCalls;
  expect(await calls("today")).toBe(6);
  expect(await calls("2025-12-31")).toBe(6);
  expect(await calls("2026-01-01T00:09:00")).toBe(0);
  await world.clock.advanceBy(86_400_000);
  expect(await calls("today")).toBe(0);
  for (const wrong of ["yesterday", "2026-13-45", "1"]) expect((await say("--since", wrong)).code).toBe(2);
  expect((await say("--by", "week")).code).toBe(2);
});

it("usage shows people a table with a total", async () => {
  const { say } = await traded();
  const { text } = await say();
  expect(text).toMatch(/agent +sold +calls +in +out +models +earned +spent +margin/);
  expect(text).toMatch(/writer +2 +3 +\d+ +300 +\$0\.000\d +16 OCMC +0 OCMC +16 OCMC, -\$0\.000\d/);
  expect(text.split("\n").at(-1)).toMatch(/^total +2 +6/);
  expect((await say("--since", "2027-01-01")).text).toBe("nothing was used or earned");
});
