import { keyedRandom } from "../../base/keyed-random.ts";
import { type Logger, silentLogger } from "../../base/logger.ts";
import type { Database } from "../../base/sqlite/database.ts";
import { VirtualClock } from "../../base/virtual-clock.ts";
import type { Heart } from "../../base/watchdog/heart.ts";
import { loadDefinition } from "../../daemon/load-definition.ts";
import type { EngineEventMap } from "../../engine/engine.ts";
import { createInProcessTransport } from "../../platform/service/in-process-transport.ts";
import { createPlatform, type Platform } from "../../platform/service/platform.ts";
import type { Profile } from "../../platform/service/profile.ts";
import { documentedLimits } from "../../platform/service/rate-limits/rate-limits.ts";
import { roles } from "../../protocol/lifecycle.ts";
import type { Transport } from "../../protocol/transport.ts";
import type { AgentDefinition } from "../../runtime/agent.ts";
import { openStatuses } from "../../runtime/event-identity.ts";
import { FaultPlan } from "../faults/fault-plan.ts";
import { Judge } from "../invariants/judge.ts";
import { ModelWitness } from "../invariants/model-witness.ts";
import { Witness } from "../invariants/witness.ts";
import { type Scenario, usedFrom } from "../scenario/scenario.ts";
import { castAgents } from "./cast.ts";
import { crewsOf } from "./crews.ts";
import { DaemonProcess } from "./daemon-process.ts";
import { warnOfForgotten } from "./forgotten-promises.ts";
import { type Models, realModels, scriptedModels } from "./models.ts";
import type { Participant } from "./participant.ts";
import { Truth } from "./truth.ts";
import { Wire } from "./wire.ts";

export interface WorldOptions {
  readonly seed: number;
  /** In place of the scripted one. */
  readonly models?: Models | undefined;
  /** False: every poll and every reconcile is made, whether it can find something or not. True by default. */
  readonly leavesOut?: boolean | undefined;
  /** In place of loading modules: `use` → the agent's code. */
  readonly load?: ((use: string) => Promise<AgentDefinition>) | undefined;
  /** Is shown what the code of agents executes. */
  readonly heart?: Pick<Heart, "put"> | undefined;
  /** What the daemons and the marketplace log; nothing by default. */
  readonly logger?: Logger | undefined;
  /** Bugs to be found, planted between every daemon and the network, or into its storage. */
  readonly plant?: Plant | undefined;
}

export interface Plant {
  readonly transport?: (transport: Transport) => Transport;
  readonly database?: (database: Database) => void;
}

/** A marketplace with everybody on it, at the first moment. */
export interface World {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly clock: VirtualClock;
  readonly platform: Platform;
  readonly truth: Truth;
  readonly judge: Judge;
  readonly modelWitness: ModelWitness;
  readonly participants: readonly Participant[];
  readonly processes: readonly DaemonProcess[];
  readonly startMs: number;
  /** The last moment at which wants arise. */
  readonly wantsEndMs: number;
  readonly endMs: number;
  /** Called at every moment at which that daemon may die. */
  onMoment: (process: DaemonProcess, moment: string) => void;
  /** Called when any agent's run has ended. */
  onRunEnded: (ended: EngineEventMap["runEnded"]) => void;
  processOf(participant: Participant): DaemonProcess | undefined;
}

/** A Monday. */
const firstMs = Date.UTC(2026, 0, 5);

/** Builds the marketplace and the daemons of a scenario; nothing has started. Rejects with what is wrong with an agent's code. */
export async function openWorld(scenario: Scenario, options: WorldOptions): Promise<World> {
  const { seed, logger = silentLogger } = options;
  const clock = new VirtualClock({ startMs: firstMs, promisesOnly: true });
  const platform = createPlatform({
    profile: scenario.profile,
    dataDir: ":memory:",
    clock,
    random: keyedRandom(seed, "market"),
    logger,
    fees: { ocmc: Math.round(scenario.feePercent * 100) },
    ...(scenario.rateLimits && { rateLimits: {} }),
  });
  await platform.start();
  const truth = new Truth(seed);
  const load =
    options.load ?? ((use: string) => loadDefinition(usedFrom(scenario.folder, use), `${scenario.folder}/scenario.yaml`));
  const participants = await castAgents({ scenario, seed, platform, truth, load });
  const byKey = new Map(participants.map((participant) => [participant.apiKey, participant]));
  const judge = new Judge(() => clock.now());
  const processOf = new Map<string, DaemonProcess>();
  const hasRun = ({ platformId }: Participant, id: string) => processOf.get(platformId)?.knows(id) ?? false;
  const transport = new Witness({ transport: createInProcessTransport(platform), judge, participants: byKey, hasRun });
  const planted = options.plant?.transport ?? ((wire: Transport) => wire);
  const faults = new FaultPlan(scenario.faults, seed, firstMs);
  const { daemon } = scenario;
  const models = options.models
    ? realModels(options.models, clock)
    : scriptedModels(clock, scenario.model.delayMs, keyedRandom(seed, "model"));
  const onForgotten = warnOfForgotten();
  const modelWitness = new ModelWitness(judge, models.prices);
  const world: World = {
    scenario,
    seed,
    clock,
    platform,
    truth,
    judge,
    modelWitness,
    participants,
    processes: [...crewsOf(participants)].map(([name, members]) => {
      const process: DaemonProcess = new DaemonProcess({
        name,
        participants: members,
        clock,
        logger,
        seed: [seed, "daemon", name],
        faults,
        leavesOut: (options.leavesOut ?? true) && isCalm(platform.profile),
        hasOpenOrders: (platformId) => roles.some((role) => platform.inspect.hasOrder(platformId, role, openStatuses[role])),
        connect: (own, moment) => planted(new Wire({ transport, clock: own, participants: byKey, faults, moment })),
        moment: (moment) => world.onMoment(process, moment),
        onRunEnded: (ended) => world.onRunEnded(ended),
        onEscape: (agent, what) => judge.report("deterministic", `the code of ${agent} reached for ${what}`),
        onForgotten,
        onStore: options.plant?.database,
        heart: options.heart,
        worker: models,
        modelWitness,
        intervals: {
          pollIntervalMs: daemon.pollInterval,
          busyPollIntervalMs: daemon.busyPollInterval,
          reconcileIntervalMs: daemon.reconcileInterval,
        },
        concurrency: daemon.concurrency,
        keepDoneMs: daemon.keepDone,
        rateLimit: documentedLimits,
      });
      return process;
    }),
    startMs: firstMs,
    wantsEndMs: firstMs + scenario.duration,
    endMs: firstMs + scenario.duration + scenario.after,
    onMoment: () => {},
    onRunEnded: () => {},
    processOf: ({ platformId }) => processOf.get(platformId),
  };
  for (const process of world.processes) for (const { platformId } of process.participants) processOf.set(platformId, process);
  platform.onNotified((agentId) => processOf.get(agentId)?.notified(agentId));
  return world;
}

/** Where a mere look at the marketplace draws nothing from its chance: what nobody looks at may be left out. */
function isCalm({ mishapRate, inbox, lists }: Profile): boolean {
  return mishapRate === 0 && inbox.countsRight && lists.shiftRate === 0;
}
