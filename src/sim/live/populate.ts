import { keyedRandom } from "../../base/keyed-random.ts";
import { loadDefinition } from "../../daemon/load-definition.ts";
import type { Platform } from "../../platform/service/platform.ts";
import { type Scenario, usedFrom } from "../scenario/scenario.ts";
import { arouseWants } from "../world/arouse-wants.ts";
import { castAgents } from "../world/cast.ts";
import { crewsOf } from "../world/crews.ts";
import { scriptedModels } from "../world/models.ts";
import type { Participant } from "../world/participant.ts";
import { Truth } from "../world/truth.ts";
import { LiveDaemon, type LiveMarket } from "./live-daemon.ts";

export interface PopulateOptions extends LiveMarket {
  readonly scenario: Scenario;
  readonly seed: number;
  /** Without any agents yet. */
  readonly platform: Platform;
  /** How long wants arise; without end by default. */
  readonly wantsForMs?: number;
}

/** The agents of a scenario who trade on a marketplace that others use as well. */
export interface Populations {
  readonly participants: readonly Participant[];
  /** Lets wants arise, from now on. */
  begin(): void;
  /** That agent's inbox got something: it looks within a poll interval of the scenario, so that it need not look without a reason. */
  notified(platformId: string): void;
  /** Every daemon ends; what is under way is left as it is. */
  close(): Promise<void>;
}

/** Work of sellers that the scenario does not know. */
const strangers = { skill: 0.7, spread: 0.3 };

/**
 * Brings the agents of a scenario onto a marketplace and lets them work there, each population in as many daemons as it says, with storage in memory.
 * Of the scenario only the populations count: profile, rate limits, faults, crashes and disputes are the marketplace's own affair. Rejects with what is
 * wrong with an agent's code.
 */
export async function populate(options: PopulateOptions): Promise<Populations> {
  const { scenario, seed, platform, clock, wantsForMs = Number.POSITIVE_INFINITY } = options;
  const truth = new Truth(seed, strangers);
  const load = (use: string) => loadDefinition(usedFrom(scenario.folder, use), `${scenario.folder}/scenario.yaml`);
  const participants = await castAgents({ scenario, seed, platform, truth, load });
  const worker = scriptedModels(clock, scenario.model.delayMs, keyedRandom(seed, "model"));
  const daemons = [...crewsOf(participants)].map(
    ([name, members]) => new LiveDaemon({ ...options, name, participants: members, worker }),
  );
  await Promise.all(daemons.map((daemon) => daemon.start()));
  const found = new Map(
    daemons.flatMap((daemon) => daemon.participants.map((participant) => [participant.platformId, { daemon, participant }])),
  );
  const random = keyedRandom(seed, "looks");
  let endWants = () => {};
  return {
    participants,
    begin: () => {
      const startMs = clock.now();
      endWants = arouseWants({
        ...{ scenario, seed, clock, participants, processes: daemons },
        startMs,
        wantsEndMs: startMs + wantsForMs,
      });
    },
    notified: (platformId) => {
      const own = found.get(platformId);
      own?.daemon.wake(own.participant, random.next() * scenario.daemon.pollInterval);
    },
    close: async () => {
      endWants();
      await Promise.all(daemons.map((daemon) => daemon.close()));
    },
  };
}
