import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pico from "picocolors";
import { describe, expect, it, onTestFinished } from "vitest";
import { silentLogger } from "../../src/base/logger.ts";
import { RealClock } from "../../src/base/real-clock.ts";
import { seedRange } from "../../src/cli/option-values.ts";
import { progressLine } from "../../src/cli/simulate/progress.ts";
import { groupsTable } from "../../src/cli/simulate/result-table.ts";
import { createScriptedServer } from "../../src/llm/scripted/scripted-server.ts";
import { documentOf } from "../../src/sim/compare/document.ts";
import { groupRuns } from "../../src/sim/compare/run-group.ts";
import type { SimulationRecord } from "../../src/sim/record.ts";
import { cliHere } from "../support/cli-here.ts";
import { generatedRecord } from "../support/simulation-record.ts";
import { tempDirectory } from "../support/temp-directory.ts";

/** Files as `simulate --json` writes them, of these seeds. */
function documents(...sides: readonly (readonly number[])[]): readonly string[] {
  const directory = tempDirectory();
  return sides.map((seeds, index) => {
    const runs = seeds.map((seed) => ({ set: {}, record: generatedRecord({ seed, orders: 400 }) }));
    const file = join(directory, `${index}.json`);
    writeFileSync(file, JSON.stringify(documentOf(runs)));
    return file;
  });
}

describe("simulate compare", () => {
  it("shows both sides of every figure within 80 columns", async () => {
    const [a = "", b = ""] = documents([1, 2, 3], [4, 5, 6]);
    const { code, text } = await cliHere(["simulate", "compare", a, b], { columns: 80 });
    expect(code).toBe(0);
    expect(text).toMatch(/fill rate +[\d.]+ ± [\d.]+ % +[\d.]+ ± [\d.]+ % +[+-]?[\d.]+ ± [\d.]+ %/);
    const table = text.split("\n").filter((line) => line.includes("±"));
    expect(table.length).toBeGreaterThan(20);
    expect(table.filter((line) => line.length > 80 || line.includes("…"))).toEqual([]);
  });

  it("says the same in one JSON document", async () => {
    const [a = "", b = ""] = documents([1, 2], [1, 2]);
    const { json } = await cliHere(["simulate", "compare", a, b, "--json"]);
    expect(json).toHaveLength(1);
    expect(json[0]).toMatchObject({
      comparable: true,
      paired: true,
      figures: { placed: { difference: { mean: 0, plusMinus: 0 } } },
    });
  });

  it("refuses a file that is no result", async () => {
    const file = join(tempDirectory(), "other.json");
    writeFileSync(file, "[]");
    expect(await cliHere(["simulate", "compare", file, file])).toMatchObject({ code: 2 });
  });
});

describe("simulate", () => {
  it("lists the scenarios that come with the package, each with a description", async () => {
    const { code, json } = await cliHere(["simulate", "--list", "--json"]);
    expect(code).toBe(0);
    expect(json[0]).toEqual(expect.arrayContaining([{ name: "hello", description: expect.stringMatching(/\w/) }]));
  });

  it.each([
    [[]],
    [["no-such-scenario"]],
    [["hello", "--seed", "1", "--seeds", "1..2"]],
    [["hello", "--seeds", "1..2", "--events", "e.jsonl"]],
    [["hello", "--set", "populations.readers.cuont=3"]],
    [["hello", "--set", "nonsense"]],
    [["hello", "--report", "no-such-folder/report.html"]],
    [["hello", "--orders", "."]],
    [["hello", "--agent", "./no-such-agent"]],
    [["hello", "--seeds", "1..2", "--against", "no-such-file.yaml"]],
  ])("with %j is refused before anything is played", async (args) => {
    expect(await cliHere(["simulate", ...args])).toMatchObject({ code: 2 });
  });
});

it("simulate that is asked to end does so without a result, and says it", async () => {
  const stop = AbortSignal.abort(new Error("SIGINT"));
  const { code, text, told } = await cliHere(["simulate", "hello"], { stop });
  expect([code, text, told]).toEqual([1, "", "error stopped: Ended by SIGINT, without a result"]);
});

describe("simulate with agents of one's own", () => {
  const buyers = `
name: buyers
duration: 3h
after: 1h
daemon: { pollInterval: 5m, busyPollInterval: 1m, reconcileInterval: 2h }
populations:
  readers: { kind: buyer, count: 2, balance: 100, wants: { perDay: 24, process: constant }, value: 20, attention: 1m }
`;
  const agent = fileURLToPath(new URL("../../agents/writer", import.meta.url));
  interface Played {
    readonly record: Pick<SimulationRecord, "reproducible" | "agents" | "orders">;
  }

  it("plays them unmodified against the populations of another scenario", async () => {
    const directory = tempDirectory();
    const [market, against] = ["market.yaml", "buyers.yaml"].map((name) => join(directory, name)) as [string, string];
    writeFileSync(against, buyers);
    writeFileSync(market, buyers.replace("readers:", "others:"));
    const { code, json, told } = await cliHere(["simulate", market, "--agent", agent, "--against", against, "--json"]);
    expect([code, told]).toEqual([0, ""]);
    const [{ record }] = (json[0] as unknown as { readonly runs: readonly [Played] }).runs;
    const writer = record.agents.find(({ name }) => name === "writer");
    expect(record.agents).toHaveLength(5);
    expect(record.reproducible).toBe(true);
    expect(record.orders.length).toBeGreaterThan(3);
    expect(new Set(record.orders.map(({ status, sellerId }) => `${status} ${sellerId}`))).toEqual(
      new Set([`completed ${writer?.id}`]),
    );
  });

  /** Plays the agent's market with the endpoint of a configuration. */
  async function playReal(budget: string) {
    const directory = tempDirectory();
    const [market, config] = ["market.yaml", "upclaws.config.yaml"].map((name) => join(directory, name)) as [string, string];
    const endpoint = createScriptedServer({ clock: new RealClock(), logger: silentLogger, port: 0 });
    onTestFinished(() => endpoint.close());
    const { baseUrl } = await endpoint.start();
    writeFileSync(market, buyers);
    writeFileSync(
      config,
      `platform: { baseUrl: "http://127.0.0.1:1/api" }
llm: { baseUrl: "${baseUrl}", apiKey: none, models: [local], prices: { local: { inputUsdPerMTok: 1, outputUsdPerMTok: 1 } }, budget: ${budget} }
agents: [{ use: "${agent}" }]
`,
    );
    const args = ["simulate", market, "--agent", agent, "--model", "real", "--config", config, "--json"];
    const { code, json, told } = await cliHere(args);
    expect([code, told]).toEqual([0, ""]);
    const [{ record }] = (json[0] as unknown as { readonly runs: readonly [Played] }).runs;
    return { record, endpoint };
  }

  it("costs no more with --model real than the configuration's models may a day", async () => {
    const { record, endpoint } = await playReal("{ usdPerDay: 0.000001 }");
    expect(endpoint.callCount).toBe(0);
    expect(record.orders.map(({ status }) => status)).not.toContain("completed");
  });

  it("asks the endpoint of the configuration with --model real, and says that the result cannot be repeated", async () => {
    const { record, endpoint } = await playReal("{}");
    expect(record.reproducible).toBe(false);
    expect(record.orders.map(({ status }) => status)).toContain("completed");
    expect(endpoint.callCount).toBe(record.agents.reduce((sum, { model }) => sum + model.calls, 0));
    expect(endpoint.callCount).toBeGreaterThan(0);
  });
});

it.each(["", "a", "5..2", "1..", "0..10000", "1.5"])("%j is no range of seeds", (text) => {
  expect(() => seedRange(text)).toThrow(`received "${text}"`);
});

it("a range of seeds has both its ends", () => {
  expect(seedRange("3..6")).toEqual([3, 4, 5, 6]);
  expect(seedRange("7")).toEqual([7]);
});

it("a sweep's lines tell their settings in columns of their own, uncut", () => {
  const record = generatedRecord({ seed: 1, orders: 20 });
  const counts = [3, 5, 8, 12];
  const runs = counts.map((count) => ({ set: { "populations.readers.count": count, duration: "12h" }, record }));
  const terminal = {
    columns: 80,
    colors: pico.createColors(false),
    isTty: false,
    json: () => {},
    print: () => {},
    tell: () => {},
  };
  const [head, ...lines] = groupsTable(groupRuns(runs), terminal).split("\n");
  expect(head).toMatch(/^count +completed/);
  expect(lines.slice(0, 4).map((line) => Number.parseInt(line, 10))).toEqual(counts);
  expect([head, ...lines].join()).not.toContain("…");
});

describe("the line of progress", () => {
  const day = 86_400_000;
  const at = (days: number, orders: number) => ({ startMs: 0, endMs: 30 * day, nowMs: days * day, orders });

  it("tells the virtual day and orders a second of one run", () => {
    expect(progressLine([at(7.5, 2_500)], 1, 10_000)).toBe(
      `${"█".repeat(6)}${"░".repeat(18)} 25 %  day 7.5 of 30.0  2,500 orders  250/s`,
    );
  });

  it("counts runs that have not begun as nothing", () => {
    expect(progressLine([at(30, 100), at(15, 50)], 4, 0)).toBe(
      `${"█".repeat(9)}${"░".repeat(15)} 37 %  1 of 4 runs  150 orders  0/s`,
    );
  });
});
