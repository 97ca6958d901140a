import { expect, it } from "vitest";
import { randomInt, seededRandom } from "../../src/base/random.ts";
import { hostileNetwork } from "../support/process-market.ts";
import { until } from "../support/until.ts";
import { createCrashWorld } from "./crash-world.ts";
import { collectEvidence, type Evidence } from "./evidence.ts";
import { type Kill, kill } from "./kills.ts";
import { committedModelSteps, isHonest, unfinished, violations } from "./verdict.ts";

// `npm run test:durability` sets more kills; UPCLAWS_SEED repeats the faults and the moments of a run, though not the operating system's.
const kills = Number(process.env.UPCLAWS_KILLS ?? 20);
const seed = process.env.UPCLAWS_SEED ?? String(randomInt(seededRandom(`${process.pid} ${Date.now()}`), 1, 1_000_000));

it(`loses no order and does nothing twice when the daemon is killed ${kills} times and answers are lost (seed ${seed})`, {
  timeout: 60_000 + kills * 3_000,
}, async () => {
  const world = await createCrashWorld(seed);
  const random = seededRandom(`kills ${seed}`);
  world.misbehave(hostileNetwork);
  const startedAtMs = Date.now();
  const killed: Kill[] = [];
  for (let life = 0; life < kills; life++) killed.push(await kill(world, life, random));

  const inFlight = killed.reduce((sum, one) => sum + one.inFlight, 0);
  const last = world.begin({}, 2);
  let evidence = await collectEvidence(world);
  const what = () =>
    [`the orders to end (seed ${seed}):`, ...violations(evidence, inFlight), ...unfinished(evidence), last.lastWords].join("\n");
  const ended = async () => {
    evidence = await collectEvidence(world);
    if (!last.alive) throw new Error(`the last daemon ended:\n${last.lastWords}`);
    return unfinished(evidence).length === 0;
  };
  await until(ended, { withinMs: 30_000 + kills * 300, everyMs: 200, what });
  last.signal("SIGTERM");
  expect(await last.exitCode()).toBe(0);

  evidence = await collectEvidence(world);
  process.stdout.write(
    table(killed, evidence, { ...world.market.faultsSeen, inFlight, seconds: (Date.now() - startedAtMs) / 1_000 }),
  );
  expect(violations(evidence, inFlight)).toEqual([]);
  expect(unfinished(evidence)).toEqual([]);
});

interface Totals {
  readonly dropped: number;
  readonly failed: number;
  readonly inFlight: number;
  readonly seconds: number;
}

function table(killed: readonly Kill[], { orders, runs, modelCalls }: Evidence, totals: Totals): string {
  const places = Object.groupBy(killed, ({ where }) => where);
  const told: [string, string | number][] = [
    ["seed", seed],
    ["kills", killed.length],
    ...Object.entries(places).map(([where, list]): [string, number] => [`  ${where}`, list?.length ?? 0]),
    ["answers lost", totals.dropped],
    ["answers 500, 502", totals.failed],
    ["orders", orders.length],
    ["  completed", orders.filter(({ status }) => status === "completed").length],
    ["  cancelled", orders.filter(({ status }) => status === "cancelled").length],
    ["model calls", modelCalls],
    ["  committed", committedModelSteps(runs)],
    ["  in flight at kills", totals.inFlight],
    ["tips of unknown outcome", runs.filter(isHonest).length],
    ["seconds", totals.seconds.toFixed(1)],
  ];
  return `${told.map(([name, value]) => `${name.padEnd(32)}${value}`).join("\n")}\n`;
}
