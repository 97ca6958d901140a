import { expect, it } from "vitest";
import { chance, randomInt, seededRandom } from "../../src/base/random.ts";
import { crashPointNames as points } from "../../src/engine/crash-point.ts";
import { openModelCalls } from "./kills.ts";
import { hostileNetwork } from "./network.ts";
import { Operator } from "./operator.ts";
import { roster } from "./roster.ts";
import { table } from "./table.ts";
import { unfinished, violations } from "./verdict.ts";
import { VirtualWorld } from "./virtual-world.ts";

// The same as crash.test.ts without processes, so that a seed repeats everything and a life takes milliseconds.
const kills = Number(process.env.UPCLAWS_VIRTUAL_KILLS ?? 8);
const agents = Number(process.env.UPCLAWS_AGENTS ?? 4);
const ordersPerKill = Number(process.env.UPCLAWS_ORDERS_PER_KILL ?? 2);
const seed = process.env.UPCLAWS_SEED ?? String(randomInt(seededRandom(`${process.pid} ${Date.now()}`), 1, 1_000_000));
const minuteMs = 60_000;

it(`loses no order and does nothing twice over ${kills} lives on a virtual clock (seed ${seed})`, {
  timeout: 60_000 + kills * 20_000,
}, async () => {
  const world = await VirtualWorld.open({ seed, members: roster(agents) });
  const { clock } = world;
  const random = seededRandom(`kills ${seed}`);
  const operator = new Operator(world);
  for (const rule of hostileNetwork) world.market.platform.faults.add(rule);
  const startedAt = performance.now();
  let inFlight = 0;
  for (let life = 0; life < kills; life++) {
    world.load.more(randomInt(random, 1, 2 * ordersPerKill - 1));
    const bornAtMs = clock.now();
    const daemon = world.daemon();
    if (chance(random, 0.5)) {
      const point = points[randomInt(random, 0, points.length - 1)];
      let left = randomInt(random, 1, 25);
      daemon.life.dieAt = (reached) => reached === point && --left === 0;
    }
    const untilMs = clock.now() + randomInt(random, 0, 2 * minuteMs);
    const started = daemon.daemon.start();
    await clock.settle();
    while (!daemon.life.crashed && (clock.nextAtMs() ?? untilMs) < untilMs) await clock.next();
    daemon.crash();
    void started.catch(() => {});
    inFlight += openModelCalls(world, bornAtMs);
    operator.lookIn();
  }
  const last = world.daemon();
  await world.market.through(last.daemon.start());
  const standard = { profile: "adversarial", inFlight } as const;
  const evidence = await world.untilEnded(operator, standard, 1_000);
  const seconds = (performance.now() - startedAt) / 1_000;
  const totals = { seed, inFlight, platformKills: 0, revived: operator.revived, seconds };
  process.stdout.write(table([], evidence, totals));
  expect([...violations(evidence, standard), ...unfinished(evidence, standard)]).toEqual([]);
});
