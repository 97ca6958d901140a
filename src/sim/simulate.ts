import { readFileSync } from "node:fs";
import { realNow, turnOfEventLoop } from "../base/event-loop-turn.ts";
import { holdOwnGlobals } from "../base/inside-world.ts";
import type { Logger } from "../base/logger.ts";
import type { Heart } from "../base/watchdog/heart.ts";
import { documentedLimits } from "../platform/service/rate-limits/rate-limits.ts";
import type { AgentDefinition } from "../runtime/agent.ts";
import { letDaemonsCrash } from "./faults/crashes.ts";
import { letOrdersBeDisputed } from "./faults/disputes.ts";
import { Court } from "./invariants/court.ts";
import type { SimulationRecord } from "./record.ts";
import type { Scenario } from "./scenario/scenario.ts";
import { arouseWants } from "./world/arouse-wants.ts";
import { EventLog } from "./world/event-log.ts";
import type { Models } from "./world/models.ts";
import { openWorld, type Plant, type World } from "./world/open-world.ts";
import { OrderBook } from "./world/order-book.ts";
import { recordAgents } from "./world/record-agents.ts";
import { Sampler } from "./world/sampler.ts";

export interface SimulateOptions {
  /** The scenario's own when absent. */
  readonly seed?: number;
  /** Called about ten times a second of real time, and at the end. */
  readonly onProgress?: (progress: Progress) => void;
  /** Gets every line of the event log, without its line end, in order. */
  readonly onEvent?: (line: string) => void;
  /** Ends the run early; the promise rejects with its reason. */
  readonly signal?: AbortSignal;
  /** In place of the scripted model; the run then counts as not reproducible. Its calls take no virtual time. */
  readonly models?: Models;
  readonly logger?: Logger;
  /** Is shown what the code of agents executes, for somebody who notices when it never gives control back: this promise cannot. */
  readonly heart?: Pick<Heart, "put">;
  /** False: every poll and every reconcile is made, though it can find nothing; the same happens, and it takes longer. */
  readonly leavesOut?: boolean;
  /** In place of loading modules: `use` → the agent's code. */
  readonly load?: (use: string) => Promise<AgentDefinition>;
  /** Bugs for the invariants to find. */
  readonly plant?: Plant;
}

export interface Progress {
  readonly nowMs: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly orders: number;
}

const progressEveryMs = 100;
/** Timers between two looks at the signal and at what happened. */
const timersPerLook = 64;

/**
 * Plays a scenario from its first moment to its last, in one process, on one virtual clock, from one seed. What must never happen is looked for
 * throughout, and ends the run: `violations` tells, and the same scenario and seed lead there again. Rejects with `participant_stuck`
 * when agent code waits for something outside, and with what keeps the scenario from beginning.
 */
export async function simulate(scenario: Scenario, options: SimulateOptions = {}): Promise<SimulationRecord> {
  // Before agents' code is loaded, which may take a function with it: `const sleep = promisify(setTimeout)`.
  const letGo = holdOwnGlobals();
  try {
    return await playOut(scenario, options);
  } finally {
    letGo();
  }
}

async function playOut(scenario: Scenario, options: SimulateOptions): Promise<SimulationRecord> {
  const { seed = scenario.seed } = options;
  const beganMs = realNow();
  const world = await openWorld(scenario, { ...options, seed });
  try {
    const book = new OrderBook(world.truth);
    const log: EventLog = new EventLog(world.platform.inspect, options.onEvent);
    const court = new Court(world, book, () => log.follow());
    log.readers.push(book.read, court.read, letOrdersBeDisputed(world));
    const crashes: { atMs: number; daemon: string; where: string }[] = [];
    letDaemonsCrash(world, ({ name }, where) => {
      const crash = { atMs: world.clock.now(), daemon: name, where };
      crashes.push(crash);
      log.follow();
      log.write({ type: "daemon.crashed", ...crash });
    });
    const sampler = new Sampler(world, book, documentedLimits.writesPerMinute);
    sampler.begin((world.endMs - world.startMs) / (scenario.samples - 1), () => {
      log.follow();
      court.sit();
    });
    for (const process of world.processes) {
      const [first] = process.participants;
      world.clock.after(first?.traits.joinsAfter ?? 0, () => process.start());
    }
    arouseWants(world);
    const peakRssBytes = await play(world, log, book, options);
    if (world.judge.violations.length === 0) court.look();
    return {
      format: 1,
      scenario: {
        name: scenario.name,
        description: scenario.description,
        source: scenario.source,
        profile: scenario.profile,
      },
      seed,
      version: packageVersion(),
      node: process.version,
      startMs: world.startMs,
      endMs: world.clock.now(),
      eventLog: log.digest(),
      reproducible: options.models === undefined,
      agents: recordAgents(world, book),
      orders: book.records(),
      samples: sampler.samples,
      crashes,
      violations: world.judge.violations,
      cost: { wallMs: realNow() - beganMs, peakRssBytes },
    };
  } finally {
    for (const process of world.processes) process.close();
    await world.platform.close();
  }
}

/** Lets time pass to the end. Answers the most memory that was seen. */
async function play(world: World, log: EventLog, book: OrderBook, options: SimulateOptions): Promise<number> {
  const { clock, startMs, endMs } = world;
  const { violations } = world.judge;
  const { signal, onProgress } = options;
  const tell = () => onProgress?.({ nowMs: clock.now(), startMs, endMs, orders: book.size });
  let toldMs = realNow();
  let peakRssBytes = process.memoryUsage.rss();
  for (let timers = 1; violations.length === 0 && (clock.nextAtMs() ?? Number.POSITIVE_INFINITY) <= endMs; timers++) {
    await clock.next();
    if (timers % timersPerLook > 0) continue;
    log.follow();
    signal?.throwIfAborted();
    if (realNow() - toldMs < progressEveryMs) continue;
    toldMs = realNow();
    peakRssBytes = Math.max(peakRssBytes, process.memoryUsage.rss());
    tell();
    await turnOfEventLoop();
  }
  if (violations.length === 0) await clock.advanceTo(endMs);
  log.follow();
  tell();
  return Math.max(peakRssBytes, process.memoryUsage.rss());
}

function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return (manifest as { version: string }).version;
}
