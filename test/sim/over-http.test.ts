import { expect, it, onTestFinished } from "vitest";
import { keyedRandom } from "../../src/base/keyed-random.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { RealClock } from "../../src/base/real-clock.ts";
import { ScaledClock } from "../../src/base/scaled-clock.ts";
import { createHttpTransport } from "../../src/client/http-transport.ts";
import { startPlatformServer } from "../../src/platform/http/server.ts";
import { createPlatform } from "../../src/platform/service/platform.ts";
import { populate } from "../../src/sim/live/populate.ts";
import { parseScenario } from "../../src/sim/scenario/scenario.ts";
import { simulate } from "../../src/sim/simulate.ts";
import { until } from "../support/until.ts";

const orders = 9;
const market = parseScenario(
  `
name: told twice
duration: 2m
after: 10m
rateLimits: false
daemon: { pollInterval: 4s, busyPollInterval: 2s, reconcileInterval: 1m }
populations:
  careful: { kind: seller, categories: [writing], price: 5, workTime: 10s, skill: 0.9, spread: 0 }
  sloppy: { kind: seller, categories: [design], price: 5, workTime: 10s, skill: 0.2, spread: 0 }
  proud: { kind: seller, categories: [coding], price: 5, declines: 1 }
  readers:
    kind: buyer
    count: 2
    balance: 500
    categories: [writing, design, coding]
    wants: { perDay: 14400, process: constant, atMost: ${orders} }
    attention: 6s
    reviews: 1
    tipOcmc: 1
`,
  "told-twice.yaml",
);

/** One event of the market, as its log has it. */
interface Told {
  readonly type: string;
  readonly actor: string;
  readonly orderId?: string | undefined;
}

/** By buyer and the number of the order among his: the types of its events, one after the other. Two markets do not share ids. */
function stories(events: readonly Told[], nameOf: ReadonlyMap<string, string>): Readonly<Record<string, readonly string[]>> {
  const told = new Map<string, string[]>();
  const placed = new Map<string, number>();
  const found: Record<string, string[]> = {};
  for (const { type, actor, orderId } of events) {
    if (orderId === undefined) continue;
    let story = told.get(orderId);
    if (!story) {
      const buyer = nameOf.get(actor) ?? actor;
      const number = (placed.get(buyer) ?? 0) + 1;
      placed.set(buyer, number);
      story = [];
      told.set(orderId, story);
      found[`${buyer}, order ${number}`] = story;
    }
    story.push(type);
  }
  return found;
}

async function simulated() {
  const events: Told[] = [];
  const { agents, violations } = await simulate(market, { onEvent: (line) => events.push(JSON.parse(line) as Told) });
  expect(violations).toEqual([]);
  return stories(events, new Map(agents.map(({ id, name }) => [id, name])));
}

/** The same agents in daemons of their own, on real time a hundred times as fast, with sockets between them and the marketplace. */
async function overHttp() {
  const { seed } = market;
  const clock = new ScaledClock({ base: new RealClock(), factor: 100 });
  const logger = silentLogger;
  const platform = createPlatform({ dataDir: ":memory:", clock, random: keyedRandom(seed, "market"), logger });
  await platform.start();
  onTestFinished(() => platform.close());
  const server = await startPlatformServer({ platform, port: 0, logger });
  onTestFinished(() => server.close());
  const transport = createHttpTransport({ baseUrl: server.apiBaseUrl });
  onTestFinished(() => transport.close());
  const { pollInterval, busyPollInterval, reconcileInterval } = market.daemon;
  const populations = await populate({
    scenario: market,
    seed,
    platform,
    clock,
    logger,
    transport,
    baseUrl: server.apiBaseUrl,
    intervals: {
      pollIntervalMs: pollInterval,
      busyPollIntervalMs: busyPollInterval,
      reconcileIntervalMs: reconcileInterval,
    },
    wantsForMs: market.duration,
    onFatal: (error) => {
      throw error;
    },
  });
  onTestFinished(() => populations.close());
  const gigs = () => platform.inspect.events().filter(({ type }) => type === "gig.created").length;
  await until(() => gigs() === 3, { withinMs: 5_000, what: () => `the third of ${gigs()} gigs` });
  populations.begin();
  const nameOf = new Map(populations.participants.map(({ platformId, name }) => [platformId, name]));
  const told = () => stories(platform.inspect.events(), nameOf);
  const isOver = () => {
    const found = Object.values(told());
    return found.length === orders && found.every((story) => ["order.declined", "review.created"].includes(story.at(-1) ?? ""));
  };
  await until(isOver, { withinMs: 20_000, what: () => JSON.stringify(told()) });
  return told();
}

it("the same agents take the same orders the same way in a simulation, and over HTTP in real time", async () => {
  const expected = await simulated();
  expect(Object.keys(expected)).toHaveLength(orders);
  expect(new Set(Object.values(expected).map((story) => story.join()))).toHaveLength(3);
  expect(await overHttp()).toEqual(expected);
});
