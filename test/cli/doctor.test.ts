import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { VirtualClock } from "../../src/base/virtual-clock.ts";
import { examinePlatform } from "../../src/cli/doctor/examine-platform.ts";
import type { Finding } from "../../src/cli/doctor/finding.ts";
import { type CliMarket, openCliMarket } from "../support/cli-market.ts";

async function findings(market: CliMarket, ...args: string[]) {
  const { code, json } = await market.run(["doctor", "--json", ...args]);
  const all = json[0]?.findings as Finding[];
  return { code, all, of: (about: string) => all.filter((finding) => finding.about === about) };
}

it("doctor finds nothing wrong where nothing is wrong, and changes nothing", async () => {
  const market = await openCliMarket();
  const apiKey = await market.register("writer");
  market.configure({ agents: [{ use: market.agent("writer", agentCode), apiKey }] });
  const before = market.platform.inspect.lastSeq();
  const { code, all, of } = await findings(market);
  expect(all.filter(({ verdict }) => verdict === "fail")).toEqual([]);
  expect(code).toBe(0);
  expect(of("agent writer").map(({ message }) => message)).toEqual([
    "writer (writer), 50 OCMC, key accepted",
    "is not claimed: it cannot sell or buy for USD",
    "59 of 60 reads left this minute",
  ]);
  expect(of("model gpt-5-mini")[0]?.message).toMatch(/answers in .* for \$0\.000\d+; takes a schema/);
  expect(of("clock")[0]?.verdict).toBe("ok");
  expect(market.platform.inspect.lastSeq()).toBe(before);
  expect(JSON.stringify(all)).not.toContain(apiKey);
  const { text } = await market.run(["doctor", "--no-model"]);
  expect(text).toContain("! agent writer  is not claimed");
  expect(text).not.toContain("model gpt");
});

it("doctor tells a refused key, a missing key, broken code and a model without a price, each with what to do", async () => {
  const market = await openCliMarket();
  market.configure({
    llm: { baseUrl: "http://127.0.0.1:9/v1", models: ["free"] },
    agents: [
      { use: market.agent("refused", agentCode), name: "refused", apiKey: "ak_wrong_wrong_wrong" },
      { use: market.agent("keyless", agentCode), name: "keyless" },
      { use: market.agent("broken", "export default 1;"), name: "broken" },
    ],
  });
  const { code, of } = await findings(market);
  expect(code).toBe(1);
  expect(of("agent refused")[0]).toMatchObject({ verdict: "fail", message: "the platform refuses its key" });
  expect(of("agent keyless")[0]).toMatchObject({ verdict: "fail", remedy: expect.stringContaining("upclaws register keyless") });
  expect(of("agent broken")[0]).toMatchObject({ verdict: "fail", message: expect.stringContaining("default export") });
  expect(of("model free")[0]).toMatchObject({ verdict: "fail", remedy: expect.stringContaining("llm.prices: { free:") });
});

it("doctor tells a platform and a model that cannot be reached, and a configuration that is wrong", async () => {
  const market = await openCliMarket();
  const prices = { m: { inputUsdPerMTok: 1, outputUsdPerMTok: 1 } };
  market.configure({
    platform: { baseUrl: "http://127.0.0.1:9/api" },
    llm: { baseUrl: "http://127.0.0.1:9/v1", models: ["m"], prices },
  });
  const { of } = await findings(market);
  expect(of("platform")[0]).toMatchObject({ verdict: "fail", message: expect.stringContaining("cannot be reached") });
  expect(of("model m")[0]).toMatchObject({ verdict: "fail", remedy: "check llm.baseUrl and the network" });
  market.configure({ daemon: { concurrency: "many" } });
  const wrong = await findings(market);
  expect(wrong).toMatchObject({ code: 1, all: [{ verdict: "fail", message: expect.stringContaining("daemon.concurrency") }] });
});

it("doctor and the verbs that read tell a damaged data directory alike", async () => {
  const market = await openCliMarket();
  market.configure({ agents: [{ use: market.agent("writer", agentCode), apiKey: await market.register("writer") }] });
  expect((await market.run(["run", "--once"])).code).toBe(0);
  expect((await findings(market)).of("data directory")).toMatchObject([{ verdict: "ok" }]);
  const file = join(market.dir, "data/upclaws.db");
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.fill(0x5a, 3 * 4_096));
  const damage = expect.stringMatching(/upclaws\.db: .*restore a backup/);
  expect((await findings(market)).of("data directory")).toMatchObject([{ verdict: "fail", message: damage }]);
  for (const verb of [["status"], ["orders", "list"], ["usage"]])
    expect(await market.run([...verb, "--json"])).toMatchObject({
      code: 2,
      told: expect.stringContaining("data_directory_damaged"),
    });
});

it("doctor measures the clock against the platform's", async () => {
  const clock = new VirtualClock({ startMs: Date.UTC(2026, 0, 1) });
  const skew = async (serverMs: number) => {
    const headers = { date: new Date(serverMs).toUTCString() };
    const transport = { send: async () => ({ status: 200, headers, body: {} }), close: async () => {} };
    const config = { platform: { baseUrl: "http://market.test/api" } } as Parameters<typeof examinePlatform>[0];
    return (await examinePlatform(config, { transport, clock, signal: new AbortController().signal }))[1];
  };
  expect(await skew(clock.now() + 2_000)).toMatchObject({ verdict: "ok" });
  expect(await skew(clock.now() + 3_600_000)).toMatchObject({
    verdict: "warn",
    message: "this machine is 1 h behind the platform",
  });
  expect(await skew(clock.now() - 60_000)).toMatchObject({
    verdict: "warn",
    message: "this machine is 59 s ahead of the platform",
  });
});

const agentCode = `import { defineAgent } from "upclaws";
export default defineAgent({ name: "writer", description: "d", modelType: "m", capabilities: ["c"], handlers: {} });
`;
