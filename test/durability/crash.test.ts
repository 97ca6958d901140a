import { expect, it } from "vitest";
import { randomInt, seededRandom } from "../../src/base/random.ts";
import type { ProfileName } from "../../src/platform/service/profiles/table.ts";
import { until } from "../support/until.ts";
import { collectEvidence, type Evidence } from "./evidence.ts";
import { type Kill, killDaemon, killPlatform } from "./kills.ts";
import { Operator } from "./operator.ts";
import { table } from "./table.ts";
import { type Standard, unfinished, violations } from "./verdict.ts";
import { ProcessWorld } from "./world.ts";

// `npm run test:durability` sets more of everything. UPCLAWS_SEED repeats the faults and the moments of a run, though not the operating system's.
const kills = Number(process.env.UPCLAWS_KILLS ?? 30);
/** Side by side, each with its share of the kills: most of a life is waiting. */
const worlds = Number(process.env.UPCLAWS_WORLDS ?? 2);
const agents = Number(process.env.UPCLAWS_AGENTS ?? 6);
const ordersPerKill = Number(process.env.UPCLAWS_ORDERS_PER_KILL ?? 1);
/** How long a life goes on at most, once it has begun to work. */
const lifeMs = Number(process.env.UPCLAWS_LIFE_MS ?? 800);
/** No more kills after so many minutes: for machines that are busy. */
const minutes = Number(process.env.UPCLAWS_MINUTES ?? 10_000);
const pace = Number(process.env.UPCLAWS_PACE ?? 20);
const profile = (process.env.UPCLAWS_PROFILE ?? "adversarial") as ProfileName;
const patienceMs = 90_000;
/** daemon, platform, both. */
const victim = process.env.UPCLAWS_VICTIM ?? "daemon";
const seed = process.env.UPCLAWS_SEED ?? String(randomInt(seededRandom(`${process.pid} ${Date.now()}`), 1, 1_000_000));

it(`loses no order and does nothing twice when ${victim} dies ${kills} times and answers are lost (${profile}, ${agents} agents, seed ${seed})`, {
  timeout: 120_000 + kills * 30_000,
}, async () => {
  const seeds = worlds === 1 ? [seed] : Array.from({ length: worlds }, (_, nth) => `${seed}/${nth + 1}`);
  await Promise.all(seeds.map((own) => liveAndDie(own, Math.ceil(kills / worlds))));
});

async function liveAndDie(seed: string, kills: number): Promise<void> {
  const world = await ProcessWorld.create({ seed, agents, profile, pace });
  const random = seededRandom(`kills ${seed}`);
  const operator = new Operator(world);
  const startedAtMs = Date.now();
  const killed: Kill[] = [];
  let platformKills = 0;
  const present = victim === "platform" ? world.begin() : undefined;
  for (let life = 0; life < kills && Date.now() - startedAtMs < minutes * 60_000; life++) {
    world.load.more(randomInt(random, 1, 2 * ordersPerKill - 1));
    const deaths: Promise<unknown>[] = [];
    if (victim !== "platform")
      deaths.push(killDaemon(world, { life, lifeMs, ordersPerKill }, random).then((one) => killed.push(one)));
    if (victim !== "daemon") deaths.push(killPlatform(world, lifeMs, random).then(() => platformKills++));
    await Promise.all(deaths);
    if (present && !present.alive) throw new Error(`The daemon ended by itself:\n${present.lastWords}`);
    operator.lookIn();
    if ((life + 1) % 50 === 0) process.stdout.write(progress(life + 1, collectEvidence(world), startedAtMs));
  }

  // The shipped shoppers read at their start what to order, so whoever outlived the server has to start once more.
  present?.signal("SIGTERM");
  if (present) expect(await present.exitCode(60_000)).toBe(0);
  const last = world.begin();
  const inFlight = killed.reduce((sum, one) => sum + one.inFlight, 0);
  const standard: Standard = { profile, inFlight };
  let evidence: Evidence = collectEvidence(world);
  const what = () =>
    [
      `the orders to end (seed ${seed}):`,
      ...violations(evidence, standard),
      ...unfinished(evidence, standard),
      last.lastWords,
    ].join("\n");
  // As long as something happens on the market, it is not in vain.
  let newestMs = 0;
  let patienceEndsMs = Date.now() + patienceMs;
  const ended = () => {
    operator.lookIn();
    evidence = collectEvidence(world);
    if (!last.alive) throw new Error(`the last daemon ended:\n${last.lastWords}`);
    const latestMs = Math.max(...evidence.orders.flatMap(({ events }) => events.map(({ timeMs }) => timeMs)));
    if (latestMs > newestMs) patienceEndsMs = Date.now() + patienceMs;
    newestMs = Math.max(latestMs, newestMs);
    if (Date.now() > patienceEndsMs) throw new Error(`Nothing happened for ${patienceMs} ms while the test waited for ${what()}`);
    return unfinished(evidence, standard).length === 0;
  };
  await until(ended, { withinMs: 60_000 + kills * 10_000, everyMs: 500, what });
  last.signal("SIGTERM");
  expect(await last.exitCode(60_000)).toBe(0);

  evidence = collectEvidence(world);
  const totals = { seed, inFlight, platformKills, revived: operator.revived, seconds: (Date.now() - startedAtMs) / 1_000 };
  process.stdout.write(table(killed, evidence, totals));
  expect(violations(evidence, standard)).toEqual([]);
  expect(unfinished(evidence, standard)).toEqual([]);
}

function progress(lives: number, { orders, wanted }: Evidence, sinceMs: number): string {
  const ended = orders.filter(({ status }) => status === "completed" || status === "cancelled").length;
  const seconds = ((Date.now() - sinceMs) / 1_000).toFixed(0);
  return `${lives} lives in ${seconds} s: ${ended} of ${wanted.length} orders ended\n`;
}
