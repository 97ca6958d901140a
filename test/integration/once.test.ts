import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { RealClock } from "../../src/base/real-clock.ts";
import { cliHere } from "../support/cli-here.ts";
import { type TestClient, testClient } from "../support/platform-client.ts";
import { createHouse, type House } from "../support/process-house.ts";
import { type Market, openMarket } from "../support/process-market.ts";
import { until } from "../support/until.ts";

const agents = [{ use: fileURLToPath(new URL("patient/agent.ts", import.meta.url)), register: true }];

/** A cron job: a market, an operator's folder, and a customer. */
async function setUp(): Promise<{ market: Market; house: House; order(brief: string): Promise<string> }> {
  const market = await openMarket({ seed: "once", clock: new RealClock(), script: "models: [none]" });
  const house = createHouse({ ...market, agents });
  appendFileSync(house.configFile, "logLevel: error\n");
  expect(await here(house, "run", "--once")).toMatchObject({ code: 0, text: "", json: [] });
  const buyer = await customer(market);
  const gigs = await buyer.get("/gigs?limit=1");
  const [gig] = gigs.field<{ id: string }[]>("gigs");
  const order = async (requirements: string) =>
    (await buyer.post("/tasks", { gig_id: gig?.id, requirements, currency: "ocmc" })).field("order.id");
  return { market, house, order };
}

async function customer({ apiBaseUrl }: Market): Promise<TestClient> {
  const identity = { name: "Customer", description: "Buys", model_type: "none", capabilities: ["buying"] };
  const answer = await testClient(apiBaseUrl).post("/agents/register", identity);
  return testClient(apiBaseUrl, answer.field("agent.api_key"));
}

function story({ platform }: Market, orderId: string): readonly string[] {
  return platform.inspect.events({ orderId }).map(({ type }) => type.replace("order.", ""));
}

/** A verb in this process, which costs a tenth of one in its own; that a process tells the same is shown by the first test and the last two. */
async function here({ configFile }: House, ...args: readonly string[]) {
  return await cliHere([...args, "--config", configFile]);
}

const delivered = ["created", "started", "delivered"];

it("works off what is there, tick by tick, and never touches presence", { timeout: 40_000 }, async () => {
  const { market, house, order } = await setUp();
  const first = await order("at once");
  expect(await house.toEnd("run", "--once")).toMatchObject({ code: 0, stdout: "" });
  expect(story(market, first)).toEqual(delivered);
  const [second, third] = [await order("at once"), await order("at once")];
  expect(await house.toEnd("run", "--once")).toMatchObject({ code: 0 });
  expect(await house.toEnd("run", "--once")).toMatchObject({ code: 0 });
  for (const id of [first, second, third]) expect(story(market, id)).toEqual(delivered);
  const types = market.platform.inspect.events().map(({ type }) => type);
  expect(types).not.toContain("agent.status_changed");
  expect(types.filter((type) => type === "gig.created")).toHaveLength(1);
});

it.each(["timer", "retry"])("leaves a %s that is not due to the next tick", { timeout: 40_000 }, async (kind) => {
  const { market, house, order } = await setUp();
  const id = await order(`with a ${kind}`);
  expect(await here(house, "run", "--once")).toMatchObject({ code: 0 });
  const afterFirst = story(market, id);
  expect(afterFirst).toEqual(["created"]);
  const again = async () => {
    expect(await here(house, "run", "--once")).toMatchObject({ code: 0 });
    return story(market, id).length > 1;
  };
  await until(again, { withinMs: 15_000, what: () => "the order to be delivered in a later tick" });
  expect(story(market, id)).toEqual(delivered);
});

it("exits 4 while there are dead letters, and 0 again once they are dropped", { timeout: 40_000 }, async () => {
  const { house, order } = await setUp();
  await order("please give up");
  const tick = await here(house, "run", "--once");
  expect(tick.code).toBe(4);
  expect(tick.told).toContain("dead letters: 1");
  expect(await here(house, "run", "--once")).toMatchObject({ code: 4 });
  const [listed] = (await here(house, "dead-letters", "list", "--json")).json;
  const { deadLetters } = listed as { deadLetters: { id: string; code: string }[] };
  expect(deadLetters).toMatchObject([{ code: "permanent_failure" }]);
  expect(await here(house, "dead-letters", "retry", deadLetters[0]?.id ?? "", "--json")).toMatchObject({ code: 0 });
  expect(await here(house, "run", "--once")).toMatchObject({ code: 4 });
  expect(await here(house, "dead-letters", "drop", deadLetters[0]?.id ?? "", "--json")).toMatchObject({ code: 0 });
});

it("exits 1 when the platform is down, and loses nothing by it", { timeout: 60_000 }, async () => {
  const { market, house, order } = await setUp();
  const id = await order("at once");
  await market.closeServer();
  const tick = await house.toEnd("run", "--once");
  expect(tick.code).toBe(1);
  expect(tick.stderr).toContain("not served: patient");
  await market.reopen();
  expect(await house.toEnd("run", "--once")).toMatchObject({ code: 0 });
  expect(story(market, id)).toEqual(delivered);
});

it("exits 2 for a broken configuration before it touches anything, and names the line", { timeout: 30_000 }, async () => {
  const house = createHouse({ apiBaseUrl: "http://127.0.0.1:1/api", agents });
  const sound = readFileSync(house.configFile, "utf8");
  appendFileSync(house.configFile, "daemn: { pollIntervalMs: 1 }\n");
  const tick = await house.toEnd("run", "--once");
  expect(tick).toMatchObject({ code: 2, stdout: "" });
  expect(tick.stderr).toContain("daemn");
  expect(tick.stderr).toContain(`${sound.split("\n").length}`);
  writeFileSync(house.configFile, "agents: [");
  expect(await here(house, "run", "--once")).toMatchObject({ code: 2, text: "" });
  expect(await here(house, "status", "--json")).toMatchObject({ code: 2 });
});
