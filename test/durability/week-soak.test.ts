import { statSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { randomInt, seededRandom } from "../../src/base/random.ts";
import { hostileNetwork } from "./network.ts";
import { Operator } from "./operator.ts";
import { roster } from "./roster.ts";
import { table } from "./table.ts";
import { unfinished, violations } from "./verdict.ts";
import { VirtualWorld } from "./virtual-world.ts";

// One long life, where the other tests have many short ones: `npm run test:soak-week` lets a week go by for a hundred agents.
const days = Number(process.env.UPCLAWS_SOAK_DAYS ?? 0.25);
const agents = Number(process.env.UPCLAWS_SOAK_AGENTS ?? 5);
const ordersPerHour = Number(process.env.UPCLAWS_SOAK_ORDERS ?? 4);
const seed = process.env.UPCLAWS_SEED ?? String(randomInt(seededRandom(`${process.pid} ${Date.now()}`), 1, 1_000_000));
const hourMs = 3_600_000;
const mib = 2 ** 20;
/** Caches are full and the first finished orders are pruned. */
const warmUpDays = 2;

interface Sample {
  readonly day: number;
  readonly heapMib: number;
  readonly residentMib: number;
  readonly databaseMib: number;
  readonly orders: number;
}

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

it(`keeps its memory over ${days} days of ${agents} agents (seed ${seed})`, { timeout: 60_000 + days * 1_200_000 }, async () => {
  // A shopper reads what to order when it starts, and nobody starts again here.
  const members = roster(2 * agents).filter(({ code }) => code !== "shopper");
  const world = await VirtualWorld.open({
    seed,
    members: members.slice(0, agents),
    cron: (n) => `${n % 60} ${n % 10}-59/10 * * * *`,
    config: { daemon: { keepDoneDays: 1 } },
  });
  const { clock, market } = world;
  for (const rule of hostileNetwork) market.platform.faults.add(rule);
  const operator = new Operator(world);
  const random = seededRandom(`soak ${seed}`);
  const startedAt = performance.now();
  const daemon = world.daemon();
  await market.through(daemon.daemon.start());
  const samples: Sample[] = [];
  const sample = (hour: number) => {
    // What only the test remembers.
    market.requests.length = 0;
    daemon.log.length = 0;
    collectGarbage();
    const { heapUsed, rss } = process.memoryUsage();
    const one = {
      day: hour / 24,
      heapMib: heapUsed / mib,
      residentMib: rss / mib,
      databaseMib: statSync(join(world.dataDir, "upclaws.db")).size / mib,
      orders: world.load.wanted.length,
    };
    samples.push(one);
    process.stdout.write(`day ${one.day.toFixed(2)}: ${one.orders} orders, ${lineOf(one)}\n`);
  };
  for (let hour = 1; hour <= days * 24; hour++) {
    world.load.more(randomInt(random, 1, 2 * ordersPerHour - 1));
    for (let quarter = 0; quarter < 4; quarter++) {
      await clock.advanceBy(hourMs / 4);
      operator.lookIn();
    }
    if (hour % 6 === 0) sample(hour);
  }
  const standard = { profile: "adversarial", inFlight: 0 } as const;
  const evidence = await world.untilEnded(operator, standard, 600);
  const seconds = (performance.now() - startedAt) / 1_000;
  process.stdout.write(table([], evidence, { seed, inFlight: 0, platformKills: 0, revived: operator.revived, seconds }));
  expect([...violations(evidence, standard), ...unfinished(evidence, standard)]).toEqual([]);
  expect(await daemon.stop()).toBe(0);

  const [settled, ...later] = samples.filter(({ day }) => day >= warmUpDays);
  for (const one of later) expect(one.heapMib, lineOf(one)).toBeLessThan((settled?.heapMib ?? 0) * 1.1 + 5);
});

const lineOf = ({ heapMib, residentMib, databaseMib }: Sample) =>
  `heap ${heapMib.toFixed(1)} MiB, resident ${residentMib.toFixed(0)} MiB, database ${databaseMib.toFixed(1)} MiB`;
