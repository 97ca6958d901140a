import { currentWorld, inside, outside } from "../../base/inside-world.ts";
import { keyedRandom } from "../../base/keyed-random.ts";
import type { Logger } from "../../base/logger.ts";
import { MortalClock } from "../../base/mortal-clock.ts";
import type { OwnWorld } from "../../base/own-world.ts";
import { Redactor } from "../../base/redact.ts";
import type { Database } from "../../base/sqlite/database.ts";
import type { VirtualClock } from "../../base/virtual-clock.ts";
import type { Heart } from "../../base/watchdog/heart.ts";
import { Credentials } from "../../config/credentials.ts";
import { Crew } from "../../daemon/crew.ts";
import type { SupervisorOptions } from "../../daemon/supervisor.ts";
import { watchRuns } from "../../daemon/watch-runs.ts";
import type { EngineEventMap } from "../../engine/engine.ts";
import type { NewRun } from "../../engine/run.ts";
import { isKnown } from "../../engine/run-table.ts";
import type { Model } from "../../llm/model.ts";
import { createModelMemory } from "../../llm/model-memory.ts";
import type { Transport } from "../../protocol/transport.ts";
import type { AgentDefinition } from "../../runtime/agent.ts";
import type { WorkerSetup } from "../../runtime/worker-setup.ts";
import { type DataDirectory, openMemoryDirectory } from "../../store/data-directory.ts";
import type { FaultPlan } from "../faults/fault-plan.ts";
import type { ModelWitness } from "../invariants/model-witness.ts";
import { AgentForesight } from "./agent-foresight.ts";
import { countModelUse } from "./count-model-use.ts";
import type { Participant } from "./participant.ts";

export interface DaemonProcessOptions {
  readonly name: string;
  readonly participants: readonly Participant[];
  readonly clock: VirtualClock;
  readonly logger: Logger;
  /** What every life of it draws, its number added. */
  readonly seed: readonly (string | number)[];
  readonly faults: FaultPlan;
  /** False: every poll and every reconcile is made. */
  readonly leavesOut: boolean;
  /** Has that agent an order on the marketplace that may need it? */
  readonly hasOpenOrders: (platformId: string) => boolean;
  /** Its way to the marketplace; `clock` is its own. */
  readonly connect: (clock: MortalClock, moment: (name: string) => void) => Transport;
  /** Called at every moment between two steps; may call `die`. */
  readonly moment: (name: string) => void;
  readonly onRunEnded: (ended: EngineEventMap["runEnded"]) => void;
  /** An agent's code has reached for the real world. */
  readonly onEscape: (agent: string, what: string) => void;
  /** A promise of an agent's code was rejected, and nobody awaited it. */
  readonly onForgotten: (agent: string, reason: unknown) => void;
  /** Called once with its new storage. */
  readonly onStore?: ((database: Database) => void) | undefined;
  /** Is shown what executes. */
  readonly heart?: Pick<Heart, "put"> | undefined;
  readonly worker: Omit<WorkerSetup, "budget" | "memory">;
  /** Told of every answer of a model that reaches it. */
  readonly modelWitness: ModelWitness;
  readonly intervals: SupervisorOptions["intervals"];
  readonly concurrency: number;
  /** How long after its end an order's work is kept. */
  readonly keepDoneMs: number;
  readonly rateLimit: { readonly readsPerMinute: number; readonly writesPerMinute: number };
}

/** One life of the daemon. */
interface Life {
  readonly clock: MortalClock;
  readonly crew: Crew;
  /** By the agent's id on the marketplace. */
  readonly foresights: ReadonlyMap<string, AgentForesight>;
  /** Nothing of it executes any more. */
  readonly unwatch: () => void;
}

const dayMs = 86_400_000;
const baseUrl = "http://market.sim/api";

/** A daemon as a process: its agents live and die with it, and what it committed is there when it starts again. */
export class DaemonProcess {
  readonly name: string;
  readonly participants: readonly Participant[];
  readonly #options: DaemonProcessOptions;
  #lives = 0;
  #life: Life | undefined;
  #store: DataDirectory | undefined;
  /** Runs that were submitted while it was away. */
  #untold: NewRun[] = [];

  constructor(options: DaemonProcessOptions) {
    this.name = options.name;
    this.participants = options.participants;
    this.#options = options;
  }

  get alive(): boolean {
    return this.#life !== undefined;
  }

  /** What it has committed; undefined before its first start. */
  get store(): DataDirectory | undefined {
    return this.#store;
  }

  /** Has it ever committed a run of that id? */
  knows(id: string): boolean {
    return this.#store !== undefined && isKnown(this.#store.database, id);
  }

  get crew(): Crew | undefined {
    return this.#life?.crew;
  }

  /** Starts, or starts again on what the last life left. Does nothing while it lives. */
  start(): void {
    if (this.#life) return;
    const { name } = this;
    const clock = new MortalClock(this.#options.clock);
    const onFatal = (error: Error) => {
      throw error;
    };
    const store = openMemoryDirectory({ clock, onFatal, platformBaseUrl: baseUrl, database: this.#store?.database });
    if (!this.#store) this.#options.onStore?.(store.database);
    const foresights = this.#foresee(clock);
    const crew = this.#recruit(clock, store, foresights);
    this.#store = store;
    this.#life = { clock, crew, foresights, unwatch: this.#watch(crew) };
    const { signal } = new AbortController();
    void clock
      .work(`start ${name}`, () => crew.enrol(signal))
      .then(() => {
        crew.execute();
        return crew.run(signal);
      });
    if (this.#untold.length > 0) this.submit(this.#untold.splice(0));
  }

  /** Ends it in the middle of whatever it does. What was not committed is lost. */
  die(): void {
    if (!this.#life) return;
    this.#life.clock.die();
    this.#life.unwatch();
    this.#life = undefined;
    for (const participant of this.participants) this.#options.modelWitness.died(participant);
  }

  /** Tells its agents something from outside; while it is away, they hear of it when it is back. */
  submit(runs: readonly NewRun[]): void {
    const life = this.#life;
    if (!life) {
      this.#untold.push(...runs);
      return;
    }
    void life.crew.engine.submit(runs).catch(() => undefined);
  }

  close(): void {
    this.die();
    this.#store?.close();
  }

  /** That agent's inbox on the marketplace got something. */
  notified(platformId: string): void {
    this.#life?.foresights.get(platformId)?.gotNews();
  }

  /** Our own bots cannot block; only the code of others is watched. */
  #watch({ engine }: Crew): () => void {
    const { heart, participants } = this.#options;
    if (!heart || participants.every(({ traits }) => traits.kind !== "agent")) return () => {};
    return watchRuns({ watchdog: heart, engine, redactor: new Redactor() });
  }

  #foresee(clock: MortalClock): ReadonlyMap<string, AgentForesight> {
    const { faults, leavesOut, hasOpenOrders } = this.#options;
    const seed = [...this.#options.seed, ++this.#lives];
    return new Map(
      this.participants.map((participant) => {
        const { platformId } = participant;
        const options = { participant, clock, faults, seed, leavesOut, hasOpenOrders: () => hasOpenOrders(platformId) };
        return [platformId, new AgentForesight(options)];
      }),
    );
  }

  #recruit(clock: MortalClock, store: DataDirectory, foresights: Life["foresights"]): Crew {
    const { connect, moment, onRunEnded, onEscape, onForgotten, seed, logger, worker, modelWitness } = this.#options;
    const { intervals, concurrency, keepDoneMs, rateLimit } = this.#options;
    const byName = new Map(this.participants.map(({ name, platformId }) => [name, foresights.get(platformId)]));
    const foresee = (name: string) => {
      const found = byName.get(name);
      if (!found) throw new Error(`${name} is nobody's name`);
      return found;
    };
    const felt = (name: string) => {
      if (!clock.dead) moment(name);
    };
    const askers = new Map<OwnWorld | undefined, Participant>();
    const crew = new Crew({
      store,
      baseUrl,
      transport: connect(clock, felt),
      rateLimit: { ...rateLimit, scope: "key" },
      clock,
      random: keyedRandom(...seed, this.#lives),
      logger,
      redactor: new Redactor(),
      // Every agent has its key in its configuration: the file is never made.
      credentials: new Credentials({ file: "/nowhere/credentials.json", clock }),
      worker: {
        ...worker,
        model: { complete: (...call) => clock.survive(this.#think(call, askers, clock)) },
        memory: createModelMemory(clock),
      },
      intervals,
      concurrency,
      keepDoneDays: keepDoneMs / dayMs,
      crashPoint: felt,
      foresee,
    });
    for (const participant of this.participants) {
      const { name, config, definition } = participant;
      const world: OwnWorld = {
        clock,
        random: keyedRandom(...seed, this.#lives, "code of", name),
        onEscape: (what: string) => onEscape(name, what),
        onForgotten: (reason: unknown) => onForgotten(name, reason),
      };
      askers.set(world, participant);
      crew.hire({ name, config, definition: enclosed(definition, world) });
    }
    countModelUse(
      crew.engine,
      this.participants.filter(({ traits }) => traits.kind === "agent" || traits.thinks),
      modelWitness.committed,
    );
    crew.engine.events.on("runStarted", ({ run }) => byName.get(run.agent)?.stirred());
    crew.engine.events.on("runEnded", (ended) => {
      byName.get(ended.run.agent)?.stirred();
      modelWitness.ended(ended);
      onRunEnded(ended);
    });
    return crew;
  }

  async #think(call: Parameters<Model["complete"]>, askers: ReadonlyMap<OwnWorld | undefined, Participant>, clock: MortalClock) {
    const [{ model }] = call;
    const { worker, modelWitness } = this.#options;
    const asker = askers.get(currentWorld());
    const askedMs = clock.now();
    const reply = await outside(() => worker.model.complete(...call));
    if (asker && !clock.dead) modelWitness.heard(asker, { model, usage: reply.usage, askedMs });
    return reply;
  }
}

/** The same agent, whose code has the simulation's time and chance. */
function enclosed(definition: AgentDefinition, world: OwnWorld): AgentDefinition {
  return { ...definition, middleware: [(_ctx, next) => inside(world, next), ...(definition.middleware ?? [])] };
}
