import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it, onTestFinished, vi } from "vitest";
import type { Clock } from "../../src/base/clock.ts";
import { RealClock } from "../../src/base/real-clock.ts";
import { ScaledClock } from "../../src/base/scaled-clock.ts";
import { openDataDirectory } from "../../src/store/data-directory.ts";
import { type CliMarket, openCliMarket } from "../support/cli-market.ts";

const agent = (handlers: string) => `import { defineAgent } from "upclaws";
export default defineAgent({ name: "shop", description: "d", modelType: "m", capabilities: ["c"], handlers: { ${handlers} } });
`;
const once = ["run", "--once"];
const nowhere = "http://127.0.0.1:9";
const prices = { m: { inputUsdPerMTok: 1, outputUsdPerMTok: 1 } };
const [owned, bad, failed] = [3, 2, 1];

interface Mistake {
  readonly args: readonly string[];
  readonly make: (market: CliMarket) => unknown;
  /** This machine's. */
  readonly clock?: Clock;
  readonly code: number;
  /** Words of what happened, where, and what to do. */
  readonly told: readonly string[];
}

/** The mistakes of the first hour; a damaged database is in test/store. */
const mistakes: Readonly<Record<string, Mistake>> = {
  "no configuration": {
    args: once,
    make: () => undefined,
    code: bad,
    told: ["upclaws.config.yaml", "cannot be read", "`upclaws init` writes one"],
  },
  "a typo in the YAML": {
    args: once,
    make: ({ dir }) => writeFileSync(join(dir, "upclaws.config.yaml"), "agents:\n  - use: ./a\n   name: b\n"),
    code: bad,
    told: ["upclaws.config.yaml:3", "not YAML", "allowed: YAML 1.2"],
  },
  "a typo in a key": {
    args: once,
    make: (market) => market.configure({ deamon: { concurrency: 3 } }),
    code: bad,
    told: ["deamon", "did you mean daemon?", "upclaws.config.yaml:"],
  },
  "a variable that is not set": {
    args: once,
    make: (market) => market.configure({ agents: [{ use: "./a", apiKey: `\${env:SHOP_KEY}` }] }),
    code: failed,
    told: ["agents[0].apiKey", "SHOP_KEY is not set"],
  },
  "an .env that cannot be read": {
    args: once,
    make: (market) => {
      market.configure({ agents: [{ use: "./a", apiKey: `\${env:SHOP_KEY}` }] });
      mkdirSync(join(market.dir, ".env"));
    },
    code: failed,
    told: [".env cannot be read (EISDIR)", "SHOP_KEY is not set"],
  },
  "an .env that begins with a mark of its encoding": {
    args: ["config", "check"],
    make: (market) => {
      market.configure({ agents: [{ use: market.agent("shop", agent("")), apiKey: `\${env:SHOP_KEY}` }] });
      writeFileSync(join(market.dir, ".env"), "\uFEFFSHOP_KEY=ak_some_key_or_other\n");
    },
    code: 0,
    told: ["no problems"],
  },
  "no key": {
    args: once,
    make: (market) => market.configure({ agents: [{ use: market.agent("shop", agent("")) }] }),
    code: failed,
    told: ["shop has no key", "upclaws register shop", "register: true"],
  },
  "a wrong key": {
    args: once,
    make: (market) => market.configure({ agents: [{ use: market.agent("shop", agent("")), apiKey: "ak_wrong_wrong_wrong" }] }),
    code: failed,
    told: ["not served: shop", "401"],
  },
  "an agent file without a default export": {
    args: once,
    make: (market) => market.configure({ agents: [{ use: market.agent("shop", "export const shop = 1;") }] }),
    code: failed,
    told: ["agents/shop/agent.ts", "no default export made by defineAgent"],
  },
  "an agent file that is no code": {
    args: once,
    make: (market) => market.configure({ agents: [{ use: market.agent("shop", `${agent("")}const price = ;\n`) }] }),
    code: failed,
    told: ["agents/shop/agent.ts:3"],
  },
  "a limit that is none": {
    args: once,
    make: (market) =>
      market.configure({ agents: [{ use: market.agent("shop", agent("")), register: true, budget: { usdPerDay: -5 } }] }),
    code: failed,
    told: ["upclaws.config.yaml:", "agents[0].budget.usdPerDay", "received -5", "allowed: at least 0"],
  },
  "an agent file that is not there": {
    args: once,
    make: (market) => market.configure({ agents: [{ use: "./agents/shpo" }] }),
    code: failed,
    told: ["agents/shpo", "there is no"],
  },
  "a handler for an event that does not exist": {
    args: once,
    make: (market) => market.configure({ agents: [{ use: market.agent("shop", agent('"order.create": () => {}')) }] }),
    code: failed,
    told: ['handlers["order.create"]', 'did you mean "order.created"?'],
  },
  "a model without a price": {
    args: once,
    make: (market) => market.configure({ llm: { baseUrl: nowhere, models: ["new-model"] } }),
    code: bad,
    told: ["new-model", "price"],
  },
  "a model that cannot be reached": {
    args: ["doctor"],
    make: (market) => market.configure({ llm: { baseUrl: `${nowhere}/v1`, models: ["m"], prices } }),
    code: failed,
    told: ["model m", nowhere, "check llm.baseUrl"],
  },
  "a platform that is down": {
    args: once,
    make: (market) =>
      market.configure({
        platform: { baseUrl: `${nowhere}/api` },
        agents: [{ use: market.agent("shop", agent("")), apiKey: "ak_some_key_or_other" }],
      }),
    code: failed,
    told: ["not served: shop", "127.0.0.1:9"],
  },
  "a data directory of another platform": {
    args: once,
    make: async (market) => {
      market.configure();
      ownDirectory(market, `${nowhere}/api`).close();
    },
    code: bad,
    told: ["data_directory_bound", `${nowhere}/api`],
  },
  "a second daemon": {
    args: once,
    make: (market) => {
      market.configure();
      const directory = ownDirectory(market, market.apiBaseUrl);
      onTestFinished(() => directory.close());
    },
    code: owned,
    told: ["data_directory_owned", String(process.pid)],
  },
  "a full disk": {
    args: once,
    make: (market) => {
      market.configure();
      const exec = DatabaseSync.prototype.exec;
      const spy = vi.spyOn(DatabaseSync.prototype, "exec").mockImplementation(function (this: DatabaseSync, sql) {
        if (!sql.includes("CREATE TABLE")) return exec.call(this, sql);
        throw Object.assign(new Error("database or disk is full"), { code: "ERR_SQLITE_ERROR", errcode: 13 });
      });
      onTestFinished(() => spy.mockRestore());
    },
    code: failed,
    told: ["data_directory_full", "/data: database or disk is full", "Make room and start again"],
  },
  "a folder where nothing can be written": {
    args: once,
    make: (market) => market.configure({ dataDir: "/proc/upclaws" }),
    code: bad,
    told: ["/proc/upclaws", "Look at the path"],
  },
  "a clock that is wrong": {
    args: ["doctor", "--no-model"],
    make: async (market) =>
      market.configure({ agents: [{ use: market.agent("shop", agent("")), apiKey: await market.register("shop") }] }),
    clock: new ScaledClock({ base: new RealClock(), factor: 1, startMs: new RealClock().now() - 18_000_000 }),
    code: 0,
    told: ["! clock  this machine is 5 h behind the platform", "set the clock (NTP)"],
  },
  "a project in a folder that cannot be made": {
    args: ["init", "/proc/upclaws"],
    make: () => undefined,
    code: failed,
    told: ["file_system", "mkdir '/proc/upclaws'", "look at the path"],
  },
  "a data directory that cannot be made": {
    args: once,
    make: (market) => market.configure({ dataDir: "upclaws.config.yaml/data" }),
    code: bad,
    told: ["upclaws.config.yaml/data"],
  },
  "a verb that does not exist": {
    args: ["rnu"],
    make: () => undefined,
    code: bad,
    told: ["unknown command 'rnu'", "Did you mean run?"],
  },
};

it.each(Object.entries(mistakes))(
  "%s is told with what happened, where, and what to do",
  async (_name, { args, make, code, told, clock }) => {
    const market = await openCliMarket();
    await make(market);
    const said = ["rnu", "init"].includes(args[0] ?? "") ? await market.bare(args) : await market.run(args, clock && { clock });
    const text = `${said.text}\n${said.told}`;
    for (const words of told) expect(text).toContain(words);
    expect(said.code).toBe(code);
    expect(text).not.toMatch(/\n\s+at .*\.ts/);
  },
);

it("a port that is taken is told with what to do", async () => {
  const market = await openCliMarket();
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  const said = await market.bare(["platform", "--port", String(port)]);
  expect(said.code).toBe(failed);
  for (const words of ["address_in_use", String(port), "--port"]) expect(said.told).toContain(words);
});

it("a Node that is too old is told before anything is loaded", () => {
  const check = new URL("../../src/cli/check-node.mjs", import.meta.url).href;
  const old = `Object.defineProperty(process.versions, "node", { value: "20.11.0" }); await import(${JSON.stringify(check)});`;
  const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", old], { encoding: "utf8" });
  expect(status).toBe(bad);
  expect(stderr).toMatch(/upclaws needs Node\.js 24 or newer.*\n$/);
});

function ownDirectory({ dir }: CliMarket, platformBaseUrl: string) {
  const onFatal = (error: Error) => {
    throw error;
  };
  return openDataDirectory({ dir: join(dir, "data"), clock: new RealClock(), platformBaseUrl, onFatal });
}
