import { type Random, randomInt } from "../../src/base/random.ts";
import type { CrashPointName } from "../../src/engine/crash-point.ts";
import type { Child } from "../support/process-child.ts";
import type { CrashWorld } from "./crash-world.ts";
import { readRuns } from "./evidence.ts";

const points: readonly CrashPointName[] = [
  "before_intent_commit",
  "after_intent_commit",
  "after_send",
  "after_result_commit",
  "before_outcome_commit",
  "after_outcome_commit",
];

/** How one life ended, and what it had under way. */
export interface Kill {
  /** A crash point, or `at random`. */
  readonly where: string;
  /** Model calls that it had reserved the cost of, and whose value was not committed. */
  readonly inFlight: number;
}

/** The even lives die at a named point, the odd ones at a random moment, of starting up too. Neither ever ends by itself. */
export async function kill(world: CrashWorld, life: number, random: Random): Promise<Kill> {
  const point = life % 2 === 0 ? points[(life / 2) % points.length] : undefined;
  const die = point && { point, nth: randomInt(random, 1, 6) };
  const bornAtMs = world.clock.now();
  const child = world.begin(die ? { die } : {}, die ? 2 : 1);
  const chance = die ? 3_000 : randomInt(random, 100, 1_600);
  const where = (await diedWithin(child, chance)) ? (point ?? "by itself") : "at random";
  child.signal("SIGKILL");
  const { signal } = await child.exited;
  if (signal !== "SIGKILL" || where === "by itself") throw new Error(`The daemon ended by itself:\n${child.lastWords}`);
  return { where, inFlight: openModelCalls(world, bornAtMs) };
}

async function diedWithin(child: Child, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  return await Promise.race([child.exited.then(() => true), late]).finally(() => clearTimeout(timer));
}

function openModelCalls(world: CrashWorld, sinceMs: number): number {
  const steps = readRuns(world).flatMap((run) => run.steps);
  const open = steps.filter((step) => step.costUnit === "usd_nano" && step.status === "reserved");
  return open.filter((step) => step.startedAtMs >= sinceMs).length;
}
