import { setTimeout as sleep } from "node:timers/promises";
import { chance, type Random, randomInt } from "../../src/base/random.ts";
import { type CrashPointName, crashPointNames as points } from "../../src/engine/crash-point.ts";
import type { Child } from "../support/process-child.ts";
import { type Directory, withView } from "./data-view.ts";
import type { ProcessWorld } from "./world.ts";

/** How one life ended, and what it had under way. */
export interface Kill {
  /** A crash point, `while starting`, or `at random`. */
  readonly where: string;
  /** Model calls that it had reserved the cost of, and whose value was not committed. */
  readonly inFlight: number;
}

/** One life of the daemon: half die at a named point, half at a random moment, a few of them while starting. None ends by itself. */
export async function killDaemon(
  world: ProcessWorld,
  { life, lifeMs, ordersPerKill }: { readonly life: number; readonly lifeMs: number; readonly ordersPerKill: number },
  random: Random,
): Promise<Kill> {
  const point = life % 2 === 0 ? points[(life / 2) % points.length] : undefined;
  const bornAtMs = world.clock.now();
  // About as often does a life's share of the work come by, so that most that are to die at a point do.
  const child = world.begin(point && { die: { point, nth: randomInt(random, 1, 12 * ordersPerKill) } });
  const where = await end(child, { point, lifeMs }, random);
  child.signal("SIGKILL");
  const { signal } = await child.exited;
  if (signal !== "SIGKILL" || where === "by itself") throw new Error(`The daemon ended by itself:\n${child.lastWords}`);
  return { where, inFlight: openModelCalls(world, bornAtMs) };
}

/** Waits for the moment. */
async function end(
  child: Child,
  { point, lifeMs }: { readonly point: CrashPointName | undefined; readonly lifeMs: number },
  random: Random,
): Promise<string> {
  if (!point && chance(random, 0.2)) {
    await sleep(randomInt(random, 50, 1_500));
    return child.alive ? "while starting" : "by itself";
  }
  await child.event("started", 120_000).catch(() => undefined);
  // Long enough, where there is anything to do, that the point is reached.
  const died = await diedWithin(child, point ? 4 * lifeMs : randomInt(random, 0, lifeMs));
  return died ? (point ?? "by itself") : "at random";
}

async function diedWithin(child: Child, ms: number): Promise<boolean> {
  const waiting = new AbortController();
  const late = sleep(ms, false, { signal: waiting.signal }).catch(() => false);
  return await Promise.race([child.exited.then(() => true), late]).finally(() => waiting.abort());
}

/** Kills the server at a random moment, and lets it come back after another. */
export async function killPlatform(world: ProcessWorld, lifeMs: number, random: Random): Promise<void> {
  await sleep(randomInt(random, 100, lifeMs));
  await world.killPlatform();
  await sleep(randomInt(random, 0, 1_000));
  await world.startPlatform();
}

/** Model calls that were under way when a life ended that began at this time. */
export function openModelCalls({ dataDir, clock }: Directory, sinceMs: number): number {
  const count = "SELECT count(*) AS open FROM step WHERE cost_unit = 'usd_nano' AND status = 'reserved' AND started_at_ms >= ?";
  return withView({ dataDir, clock }, (database) => database.get<{ open: number }>(count, sinceMs)?.open) ?? 0;
}
