import type { Clock } from "../base/clock.ts";
import { EventHub } from "../base/event-hub.ts";
import type { Logger } from "../base/logger.ts";
import type { Random } from "../base/random.ts";
import type { Redactor } from "../base/redact.ts";
import { RateBudgets, type RateBudgetsOptions } from "../client/rate/rate-budgets.ts";
import type { Credentials } from "../config/credentials.ts";
import type { Engine } from "../engine/engine.ts";
import { SqliteEngine } from "../engine/sqlite-engine.ts";
import type { Transport } from "../protocol/transport.ts";
import type { AgentInstance } from "../runtime/agent-instance.ts";
import type { FetchAttachment } from "../runtime/attachments/fetch-attachment.ts";
import { createDispatch } from "../runtime/dispatch.ts";
import { gigsRun } from "../runtime/publish-gigs.ts";
import type { WorkerProgress } from "../runtime/worker-progress.ts";
import type { DataDirectory } from "../store/data-directory.ts";
import { crewAdmission } from "./crew-admission.ts";
import { type DeclaredAgent, type EnrolTools, parseSettings, type SharedWorkerSetup } from "./enrol.ts";
import type { Foresight } from "./foresight.ts";
import type { WatchedAgent } from "./health/watched-agent.ts";
import { WebhookAddresses } from "./http/webhooks/webhook-addresses.ts";
import { pauseAdmission } from "./pauses.ts";
import { forgetOnce, keepForgetting } from "./retention/forget-ended.ts";
import { watchRivals } from "./rivals.ts";
import { Supervisor, type SupervisorOptions } from "./supervisor.ts";

export interface CrewOptions {
  readonly store: DataDirectory;
  readonly baseUrl: string;
  readonly transport: Transport;
  readonly rateLimit: Omit<RateBudgetsOptions, "clock" | "logger">;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly redactor: Redactor;
  readonly credentials: Credentials;
  /** Absent: agents here have no model. */
  readonly worker?: SharedWorkerSetup | undefined;
  /** Keys that every agent works with: the model endpoint's. */
  readonly secrets?: readonly string[];
  /** Absent: agents here fetch no attachments. */
  readonly fetchAttachment?: FetchAttachment;
  /** Days after its end that an order's work is kept; absent = for ever. */
  readonly keepDoneDays?: number | undefined;
  /** Of agents that have none of their own; absent = no limit. */
  readonly handlerTimeoutMs?: number | undefined;
  readonly intervals: SupervisorOptions["intervals"];
  /** Runs at once, all agents together. */
  readonly concurrency: number;
  /** Where the platform reaches the webhook receiver; absent when webhooks are not received. */
  readonly webhookUrl?: string | undefined;
  /** By the agent's configured name; absent: every poll and reconcile is made. */
  readonly foresee?: ((agent: string) => Foresight) | undefined;
  /** Called when an agent's orders or its phase may call for a person. */
  readonly onTrouble?: () => void;
  /** For kill tests. */
  readonly crashPoint?: ((name: string) => void) | undefined;
}

/**
 * Agents at work over one store: the engine, a supervisor each, the dispatcher. The daemon, the test kit and the simulator have this in common. It
 * takes time, chance, network and storage from its options alone, and closes nothing that it was given.
 */
export class Crew {
  readonly engine: Engine;
  /** What models do, as it happens. */
  readonly progress: EventHub<WorkerProgress>;
  /** Absent when webhooks are not received. */
  readonly addresses: WebhookAddresses | undefined;
  readonly #options: CrewOptions;
  readonly #tools: EnrolTools;
  readonly #agents = new Map<string, AgentInstance>();
  readonly #supervisors: Supervisor[] = [];

  constructor(options: CrewOptions) {
    const { store, clock, random, logger, redactor, crashPoint, webhookUrl: publicUrl, secrets = [] } = options;
    this.#options = options;
    this.engine = new SqliteEngine({ store, clock, random, logger, ...(crashPoint && { crashPoint }) });
    const { engine } = this;
    this.progress = new EventHub(logger);
    watchRivals(engine, clock, logger);
    this.addresses = publicUrl === undefined ? undefined : new WebhookAddresses({ engine, random, redactor, publicUrl });
    const { baseUrl, transport, credentials, worker, fetchAttachment, handlerTimeoutMs } = options;
    this.#tools = {
      baseUrl,
      transport,
      rateBudgets: new RateBudgets({ ...options.rateLimit, clock, logger }),
      worker,
      credentials,
      redactor,
      secrets,
      fetchAttachment,
      handlerTimeoutMs,
      clock,
      random,
      logger,
      webhooks: this.addresses,
    };
  }

  /** Agents that are up. */
  get agents(): ReadonlyMap<string, AgentInstance> {
    return this.#agents;
  }

  /** For health and metrics: all that were hired. */
  get watched(): readonly WatchedAgent[] {
    return this.#supervisors.map((supervisor) => supervisor.watched);
  }

  /** Takes an agent on. It comes up with `enrol`; before `execute` only. */
  hire(declared: DeclaredAgent): void {
    const { intervals, store, onTrouble, foresee } = this.#options;
    this.#supervisors.push(
      new Supervisor({
        declared,
        engine: this.engine,
        tools: this.#tools,
        agents: this.#agents,
        intervals,
        hints: this.addresses && store,
        foresight: foresee?.(declared.name),
        ...(onTrouble && { onTrouble }),
      }),
    );
  }

  /** No agent is up, and none can be before a restart. */
  get isHopeless(): boolean {
    return this.#supervisors.every((supervisor) => supervisor.isHopeless);
  }

  /** A disabled agent, or every one, is tried again now where that may help. */
  retry(name?: string): void {
    for (const supervisor of this.#supervisors) if (name === undefined || supervisor.name === name) supervisor.retry();
  }

  /** Gives every agent one try to come up. Never rejects. */
  async enrol(signal: AbortSignal): Promise<void> {
    await Promise.all(this.#supervisors.map((supervisor) => supervisor.enrol(signal)));
  }

  /** Begins to run what is in the store and what comes; until the engine is stopped. */
  execute(): void {
    const { clock, random, logger, concurrency } = this.#options;
    const { engine, progress } = this;
    const execute = createDispatch({ agents: this.#agents, engine, clock, random, logger, progress });
    const perAgent = new Map(this.#supervisors.map((supervisor) => [supervisor.name, supervisor.concurrency]));
    this.engine.start(execute, { concurrency, perAgent }, crewAdmission(this.#agents, pauseAdmission(this.engine)));
  }

  /**
   * Every agent polls, reconciles and fires its schedules until the signal aborts; those that are not up yet go on trying. What ended long ago is
   * forgotten. Never rejects.
   */
  async run(signal: AbortSignal): Promise<void> {
    const retention = this.#retention();
    await Promise.all([
      retention && keepForgetting(retention, signal),
      ...this.#supervisors.map((supervisor) => supervisor.run(signal)),
    ]);
  }

  /** What `run --once` can forget quickly. */
  async forget(signal: AbortSignal): Promise<void> {
    const retention = this.#retention();
    if (retention) await forgetOnce(retention, signal);
  }

  #retention() {
    const { keepDoneDays, clock, logger } = this.#options;
    return keepDoneDays === undefined ? undefined : { engine: this.engine, clock, log: logger, keepDoneDays };
  }

  /** One round of every agent, for `run --once`. Answers the agents that are not up, or whose platform could not be read. */
  async round(signal: AbortSignal): Promise<readonly string[]> {
    const { logger } = this.#options;
    const failed = await Promise.all(
      this.#supervisors.map(async (supervisor) => {
        const { name } = supervisor;
        if (!this.#agents.has(name)) return [name];
        try {
          await supervisor.round(signal);
          return [];
        } catch (error) {
          logger.error({ agent: name, err: error }, "the platform could not be read");
          return [name];
        }
      }),
    );
    return failed.flat();
  }

  /**
   * New code for an agent that is up: what begins from now on runs it, and gigs that are new are published. What is running ends with the code it began
   * with, and schedules keep their times; an agent that has to come up again does so with the code it was hired with. Rejects with
   * `agent_settings_invalid`, and then nothing has changed.
   */
  async renew(declared: DeclaredAgent): Promise<void> {
    const { name, definition } = declared;
    const agent = this.#agents.get(name);
    if (!agent) return;
    this.#agents.set(name, { ...agent, definition, settings: parseSettings(declared) });
    const gigs = definition.gigs ?? [];
    if (gigs.length > 0) await this.engine.submit([gigsRun(name, gigs)]);
  }

  /** There may be something new for that agent: it polls soon. */
  wake(name: string): void {
    this.#supervisors.find((supervisor) => supervisor.name === name)?.wake();
  }

  /** After `run` has ended: acknowledges what is left; with `offline`, tells the marketplace. Never rejects. */
  async close(options: { readonly offline: boolean }, signal: AbortSignal): Promise<void> {
    await Promise.all(this.#supervisors.map((supervisor) => supervisor.close(options, signal)));
  }
}
