import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { RealClock } from "../../src/base/real-clock.ts";
import type { OrderRow } from "../../src/protocol/entities/order.ts";
import { upclaws } from "../support/process-cli.ts";
import { createHouse, type House, shipped } from "../support/process-house.ts";
import { type Market, openMarket } from "../support/process-market.ts";
import { until } from "../support/until.ts";

const quickScript = `
models: [gpt-5-mini]
rules: [{ when: { schema: judge }, reply: { generate: { verdict: approve, feedback: Fine, rating: 5 } } }]
`;
/** The first thing the seller asks for takes longer than anybody waits; asked again, it comes at once. */
const stallingScript = `${quickScript.trimEnd().slice(0, -1)}, { when: { schema: true, hit: 1 }, reply: { generate: {}, delayMs: 60000 } }]\n`;

const briefs = ["Topic: tides. Audience: sailors.", "Topic: kites. Audience: children."];
const agents = [
  { use: shipped("writer"), register: true },
  { use: shipped("shopper"), register: true, with: { cron: "* * * * * *", briefs } },
];

async function orders(house: House): Promise<readonly OrderRow[]> {
  return (await house.as("shopper").get("/tasks?role=buyer&limit=100")).field<OrderRow[]>("tasks");
}

function presence({ platform }: Market): readonly unknown[] {
  return platform.inspect.events().flatMap(({ type, data }) => (type === "agent.status_changed" ? [data.presence] : []));
}

it("serves orders until SIGTERM, alone on its data directory, then goes offline and exits 0", { timeout: 40_000 }, async () => {
  // Everything as an operator would start it: three processes.
  const server = upclaws(["platform", "--port", "0", "--json", "--rate-limit", "off"]);
  const scriptFile = join(createHouse({ apiBaseUrl: "http://127.0.0.1:1", agents: [] }).folder, "script.yaml");
  writeFileSync(scriptFile, quickScript);
  const model = upclaws(["llm", "--port", "0", "--json", "--script", scriptFile]);
  const { apiBaseUrl } = await server.event<{ apiBaseUrl: string }>("listening");
  const { baseUrl: modelBaseUrl } = await model.event<{ baseUrl: string }>("listening");
  const house = createHouse({ apiBaseUrl, modelBaseUrl, agents });

  const daemon = house.start("run");
  await daemon.logged('"running"');
  const second = await house.toEnd("run", "--once");
  expect(second).toMatchObject({ code: 3, stdout: "" });
  expect(second.stderr).toContain(`process ${daemon.pid}`);
  expect(await house.toEnd("run", "--once", "--if-running", "skip")).toMatchObject({ code: 0 });

  const completed = async () => (await orders(house)).filter(({ status }) => status === "completed").length === briefs.length;
  await until(completed, { withinMs: 20_000, what: () => `the orders to be completed:\n${daemon.lastWords}` });
  const shown = async () => (await house.as("writer").get("/agents/me")).field("agent.online_status");
  expect(await shown()).toBe("online");
  daemon.signal("SIGTERM");
  expect(await daemon.exitCode()).toBe(0);
  expect(await shown()).toBe("offline");
  expect(JSON.parse((await house.toEnd("status", "--json")).stdout)).toMatchObject({ running: false });
  expect(await house.toEnd("run", "--once")).toMatchObject({ code: 0 });
  for (const process of [server, model]) {
    process.signal("SIGTERM");
    expect(await process.exitCode()).toBe(0);
  }
});

it("parks a run at SIGTERM in the middle of a model call, and the next start delivers once", { timeout: 40_000 }, async () => {
  const market = await openMarket({ seed: "park", clock: new RealClock(), script: stallingScript });
  const [writer, shopper] = agents;
  const one = { ...shopper, with: { cron: "* * * * * *", briefs: briefs.slice(0, 1) } };
  const house = createHouse({ ...market, agents: [{ ...writer }, one], daemon: { drainTimeoutMs: 300 } });
  const first = house.start("run");
  await until(() => market.model.callCount === 1, { withinMs: 20_000, what: () => `a model call:\n${first.lastWords}` });
  const askedAtMs = Date.now();
  first.signal("SIGTERM");
  expect(await first.exitCode()).toBe(0);
  expect(Date.now() - askedAtMs).toBeLessThan(5_000);
  expect(presence(market)).toEqual(["online", "online", "offline", "offline"]);
  expect(JSON.parse((await house.toEnd("status", "--json")).stdout)).toMatchObject({ runs: { queued: 1, running: 0, dead: 0 } });

  const second = house.start("run");
  const reviewed = () => market.platform.inspect.events().some(({ type }) => type === "review.created");
  await until(reviewed, { withinMs: 20_000, what: () => `the order to be completed and reviewed:\n${second.lastWords}` });
  second.signal("SIGTERM");
  expect(await second.exitCode()).toBe(0);
  const story = market.platform.inspect.events().flatMap(({ type, orderId }) => (orderId ? [type] : []));
  expect(story).toEqual(["order.created", "order.started", "order.delivered", "order.completed", "review.created"]);
  // The call that was cut off, the same once more, and the buyer's verdict.
  expect(market.model.callCount).toBe(3);
});

it("ends at SIGTERM while it starts, though the platform takes the connection and never answers", {
  timeout: 30_000,
}, async () => {
  let asked = 0;
  const silent = createServer(() => asked++).listen(0, "127.0.0.1");
  onTestFinished(() => silent.closeAllConnections());
  onTestFinished(() => void silent.close());
  await once(silent, "listening");
  const { port } = silent.address() as AddressInfo;
  const house = createHouse({ apiBaseUrl: `http://127.0.0.1:${port}/api`, modelBaseUrl: "http://127.0.0.1:1/v1", agents });
  const daemon = house.start("run");
  await until(() => asked > 0, { withinMs: 15_000, what: () => "the first request" });
  daemon.signal("SIGTERM");
  expect(await daemon.exitCode(5_000)).toBe(0);
});

it("waits for a platform that is not there, says so, and ends at SIGTERM all the same", { timeout: 30_000 }, async () => {
  const house = createHouse({ apiBaseUrl: "http://127.0.0.1:1/api", modelBaseUrl: "http://127.0.0.1:1/v1", agents });
  const daemon = house.start("run");
  await daemon.logged("cannot start yet");
  await daemon.logged('"running"');
  daemon.signal("SIGTERM");
  expect(await daemon.exitCode(5_000)).toBe(0);
});
