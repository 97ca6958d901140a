import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { RealClock } from "../../src/base/real-clock.ts";
import { cliHere, type Said } from "../support/cli-here.ts";
import { upclaws, upclawsToEnd } from "../support/process-cli.ts";
import { createHouse, type House, llmKey, shipped } from "../support/process-house.ts";
import { openMarket } from "../support/process-market.ts";
import { until } from "../support/until.ts";

const script = `
models: [gpt-5-mini]
rules: [{ when: { schema: judge }, reply: { generate: { verdict: approve, feedback: Fine, rating: 5 } } }]
`;
const agents = [
  { use: shipped("writer"), register: true },
  { use: shipped("shopper"), register: true, with: { cron: "* * * * * *", briefs: ["Topic: tides. For sailors.", "No?"] } },
  { use: fileURLToPath(new URL("patient/agent.ts", import.meta.url)), name: "spare" },
];

/** One verb: its exit code and the JSON it printed, which must be all that stands on stdout. */
async function json<T>(house: House, ...args: readonly string[]): Promise<T & { readonly code: number | null }> {
  const { code, stdout } = await house.toEnd(...args, "--json");
  return { ...(JSON.parse(stdout) as T), code };
}

/** The same in this process, for what only reads: a process of its own shows nothing more, ten times as slowly. */
const here = (house: House, ...args: readonly string[]) => cliHere([...args, "--config", house.configFile]);

const nowhere = ["run", "--config", "/nowhere/upclaws.config.yaml"];
const verbs = [["status"], ["orders", "list"], ["usage"], ["dead-letters", "list"], ["config", "check"]] as const;

it("tells the same of a data directory whether its daemon runs or not, in JSON alone, and never a key", {
  timeout: 60_000,
}, async () => {
  const market = await openMarket({ seed: "cli", clock: new RealClock(), script });
  const house = createHouse({ ...market, agents });
  const said: Said[] = [];
  const look = async () => {
    said.push(...(await Promise.all(verbs.flatMap((verb) => [here(house, ...verb), here(house, ...verb, "--json")]))));
    for (const { code } of said) expect(code).toBe(0);
    const { orders } = await json<{ orders: { number: string; status: string; agent: string }[] }>(house, "orders", "list");
    const show = await here(house, "orders", "show", orders[0]?.number ?? "", "--json");
    said.push(show);
    const [shown] = show.json as readonly { orders: { runs: unknown[] }[] }[];
    expect(show.code).toBe(0);
    expect(shown?.orders[0]?.runs.length).toBeGreaterThan(0);
    return orders.map(({ number, status, agent }) => `${number} ${agent} ${status}`).sort();
  };

  expect(await json(house, "register", "spare")).toMatchObject({ code: 0, event: "registered", agent: "spare" });
  expect(await json(house, "register", "spare")).toMatchObject({ code: 1, event: "error", details: { agent: "spare" } });
  const daemon = house.start("run");
  const closed = () => market.platform.inspect.events().filter(({ type }) => /review|declined/.test(type)).length === 2;
  await until(closed, { withinMs: 20_000, what: () => `both orders to be closed:\n${daemon.lastWords}` });
  const settled = async () => {
    const { runs } = await json<{ runs: { queued: number; running: number } }>(house, "status");
    return runs.running + runs.queued === 0;
  };
  await until(settled, { withinMs: 10_000, what: () => "the daemon to be done" });
  expect(await json(house, "status")).toMatchObject({ running: true, owner: { pid: daemon.pid }, runs: { dead: 0 } });
  expect(await json(house, "dead-letters", "retry", "nobody")).toMatchObject({ code: 2, event: "error" });
  const running = await look();
  daemon.signal("SIGTERM");
  expect(await daemon.exitCode()).toBe(0);
  expect(await json(house, "status")).toMatchObject({ running: false, owner: null });
  expect(await json(house, "dead-letters", "retry", "nobody")).toMatchObject({ code: 2, event: "error" });
  expect(await look()).toEqual(running);
  expect(running).toHaveLength(4);

  const canaries = [llmKey, ...["writer", "shopper", "spare"].map((name) => house.keyOf(name))];
  const written = [
    daemon.output,
    ...said.flatMap(({ json: told, text, told: beside }) => [JSON.stringify(told), text, beside]),
    ...readdirSync(house.dataDir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== "credentials.json")
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name), "latin1")),
  ];
  for (const canary of canaries) expect(written.filter((text) => text.includes(canary))).toEqual([]);
});

it("refuses what it does not know with exit 2, and says what it would take", { timeout: 30_000 }, async () => {
  const house = createHouse({ apiBaseUrl: "http://127.0.0.1:1/api", agents });
  for (const args of [
    ["status", "--jsn"],
    ["orders", "lst"],
    ["platform", "--port", "70000"],
    ["platform", "--profile", "kind"],
  ]) {
    const { code, text, told } = await cliHere(args);
    expect({ args, code, text }).toEqual({ args, code: 2, text: "" });
    expect(told).toContain(args.at(-1));
  }
  expect(await here(house, "status", "--json")).toMatchObject({ code: 2, json: [{ event: "error" }] });
  expect(await here(house, "run", "--agent", "nobody")).toMatchObject({ code: 2, text: "" });
  expect(await upclawsToEnd(nowhere)).toMatchObject({ code: 2, stdout: "" });
});

it("has colours where they are asked for, none in a pipe, and none against NO_COLOR", { timeout: 30_000 }, async () => {
  const told = async (env: Record<string, string | undefined>) =>
    (await upclawsToEnd(nowhere, { env: { FORCE_COLOR: undefined, NO_COLOR: undefined, ...env } })).stderr;
  const asked = [told({ CI: "true" }), told({ FORCE_COLOR: "1" }), told({ NO_COLOR: "1" })] as const;
  const [piped, forced, refused] = await Promise.all(asked);
  expect(piped).toMatch(/^error config_invalid/);
  expect(forced).toContain("\u001b[31merror");
  expect(refused).toBe(piped);
});

it.each(["platform", "llm"])("says that the port of %s is taken, and what to do", { timeout: 20_000 }, async (verb) => {
  const squatter = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void squatter.close());
  await new Promise((resolve) => squatter.once("listening", resolve));
  const { port } = squatter.address() as { port: number };
  const { code, stdout, stderr } = await upclawsToEnd([verb, "--port", String(port), "--json"]);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ event: "error", code: "address_in_use", details: { port } });
  expect(stderr).toContain(`Port ${port}`);
});

it("plays the demo in JSON lines with a summary last, and leaves nothing behind", { timeout: 60_000 }, async () => {
  const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith("upclaws-demo-"));
  const before = leftovers();
  const demo = upclaws(["demo", "--json"]);
  expect(await demo.exitCode(50_000)).toBe(0);
  const lines = demo.stdout.map((line) => JSON.parse(line) as { event: string; apiBaseUrl?: string });
  expect(lines[0]).toMatchObject({ event: "started" });
  expect(new Set(lines.slice(1, -1).map(({ event }) => event))).toEqual(new Set(["action"]));
  expect(lines.at(-1)).toMatchObject({
    event: "summary",
    orders: { completed: 4, cancelled: 1 },
    revisions: 1,
    reviews: 4,
    moneyConserved: true,
  });
  expect(leftovers()).toEqual(before);
  await expect(fetch(`${lines[0]?.apiBaseUrl}/categories`)).rejects.toThrow("fetch failed");
});

it("ends an interrupted demo without leaving anything behind", { timeout: 30_000 }, async () => {
  const before = readdirSync(tmpdir()).filter((name) => name.startsWith("upclaws-demo-"));
  const demo = upclaws(["demo", "--json"]);
  await demo.event("action");
  demo.signal("SIGINT");
  expect(await demo.exitCode()).toBe(1);
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith("upclaws-demo-"))).toEqual(before);
});
