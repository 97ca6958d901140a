import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { RealClock } from "../../src/base/real-clock.ts";
import { createClient } from "../../src/client/client.ts";
import { createInProcessTransport } from "../../src/platform/service/in-process-transport.ts";
import type { Child } from "../support/process-child.ts";
import { projectRoot } from "../support/process-cli.ts";
import { createHouse } from "../support/process-house.ts";
import { openMarket } from "../support/process-market.ts";
import { tempDirectory } from "../support/temp-directory.ts";
import { until } from "../support/until.ts";

const code = `
import { defineAgent, defineGig } from "${projectRoot}src/index.ts";
export default defineAgent({
  name: "blocker",
  description: "Blocks the event loop when told to",
  modelType: "none",
  capabilities: ["writing"],
  gigs: [defineGig({ title: "Anything at all", description: "Whatever you like, at once", category: "other", priceOcmc: 1, deliveryDays: 1 })],
  handlers: {
    "order.created": async (ctx) => {
      await ctx.start();
      if (ctx.order.requirements.includes("block")) for (;;);
      await ctx.deliver("Done");
    },
  },
});
`;

it("ends a process whose event loop a handler blocks, naming the run, and after three such ends gives that run up while the others go on", {
  timeout: 60_000,
}, async () => {
  const clock = new RealClock();
  const market = await openMarket({ seed: "watchdog", clock, script: "models: [gpt-5-mini]\nrules: []\n" });
  const file = join(tempDirectory(), "agent.ts");
  writeFileSync(file, code);
  const house = createHouse({
    apiBaseUrl: market.apiBaseUrl,
    agents: [{ use: file, register: true }],
    daemon: { watchdog: { warnAfterMs: 100, killAfterMs: 1_000 } },
  });
  const transport = createInProcessTransport(market.platform);
  const client = (apiKey?: string) => createClient({ transport, apiKey, clock, random: seededRandom("buyer") });
  const { agent, api_key } = await client().register({
    name: "Buyer",
    description: "Buys",
    model_type: "m",
    capabilities: ["buying"],
  });
  const buyer = client(agent.api_key ?? api_key);
  const order = async (requirements: string) => {
    const { gigs } = await buyer.listGigs({});
    return (await buyer.placeOrder({ gig_id: gigs[0]?.id ?? "", requirements, currency: "ocmc" })).order.id;
  };

  // As a supervisor would: started again whenever it is killed.
  const lives: Child[] = [];
  const supervised = (async () => {
    for (;;) {
      const life = house.start("run");
      lives.push(life);
      if ((await life.exited).signal !== "SIGKILL") return;
    }
  })();
  const becomes = async (orderId: string, status: string) => {
    const there = async () => (await buyer.getOrder({ taskId: orderId })).order.status === status;
    await until(there, { withinMs: 40_000, what: () => `${orderId} to be ${status}: ${lives.at(-1)?.lastWords}` });
  };
  const published = async () => (await buyer.listGigs({})).gigs.length === 1;
  await until(published, { withinMs: 20_000, what: () => `the gig: ${lives.at(-1)?.lastWords}` });
  const blocking = await order("Please block");
  await becomes(blocking, "in_progress");
  await becomes(await order("Please be quick"), "delivered");
  await until(() => lives.length > 3, { withinMs: 40_000, what: () => "three ends" });
  await lives.at(-1)?.logged('"running"');
  lives.at(-1)?.signal("SIGTERM");
  await supervised;

  const letters = (await house.toEnd("dead-letters", "list", "--json")).stdout;
  expect(JSON.parse(letters)).toMatchObject({ deadLetters: [{ agent: "blocker", subject: blocking, code: "crash_loop" }] });
  const named = [expect.objectContaining({ agent: "blocker", kind: "order.created", order: blocking })];
  const last = lives.map(({ stderr }) => JSON.parse(stderr.at(-1) ?? "{}") as Readonly<Record<string, unknown>>);
  const ends = last.filter(({ msg }) => String(msg).includes("the process is ended"));
  // On a slow machine a start may block it too, with nothing to name.
  const guilty = ends.filter(({ executing }) => Array.isArray(executing) && executing.length > 0);
  expect(guilty.length).toBeGreaterThanOrEqual(3);
  for (const end of guilty) expect(end).toMatchObject({ level: "error", executing: expect.arrayContaining(named) });
  expect(market.platform.inspect.events().filter(({ type }) => type === "order.started")).toHaveLength(2);
});
