import type { Clock } from "../base/clock.ts";
import type { Events } from "../base/event-hub.ts";
import type { Logger } from "../base/logger.ts";
import type { Random } from "../base/random.ts";
import type { Redactor } from "../base/redact.ts";
import { createHttpTransport } from "../client/http-transport.ts";
import type { Config } from "../config/config.ts";
import type { Credentials } from "../config/credentials.ts";
import type { Engine } from "../engine/engine.ts";
import type { Model } from "../llm/model.ts";
import { createModelMemory } from "../llm/model-memory.ts";
import { modelOnDemand } from "../llm/model-on-demand.ts";
import type { OpenAiModelOptions } from "../llm/openai-model.ts";
import { priceOf } from "../llm/prices.ts";
import type { Transport } from "../protocol/transport.ts";
import type { AgentDefinition } from "../runtime/agent.ts";
import type { AgentInstance } from "../runtime/agent-instance.ts";
import { attachmentFetcher } from "../runtime/attachments/fetch-attachment.ts";
import type { WorkerProgress } from "../runtime/worker-progress.ts";
import { type DataDirectory, openDataDirectory } from "../store/data-directory.ts";
import { readStatuses, recordStatus } from "./agent-status.ts";
import { type OpenAlertDesk, openAlertDesk } from "./alerts/open-alert-desk.ts";
import { serveCommands } from "./commands.ts";
import { Crew } from "./crew.ts";
import { declareAgents } from "./declared-agents.ts";
import type { DeclaredAgent, SharedWorkerSetup } from "./enrol.ts";
import { daemonError } from "./errors.ts";
import { forgetUnnamed } from "./forget-unnamed.ts";
import { type OpenHttp, openHttp } from "./http/open-http.ts";
import { loadDefinition } from "./load-definition.ts";
import { logProgress } from "./log-progress.ts";

export interface DaemonOptions {
  readonly config: Config;
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly redactor: Redactor;
  /** A commit could not be written: the process must end, a restart is safe. */
  readonly onFatal: (error: Error) => void;
  /** Only these agents of the configuration; all when absent. */
  readonly only?: readonly string[];
  /** In place of HTTP to `platform.baseUrl`. */
  readonly transport?: Transport;
  /** In place of the endpoint at `llm.baseUrl`. */
  readonly model?: Model;
  /** In place of loading modules: `use` → definition. */
  readonly load?: (use: string) => Promise<AgentDefinition>;
  /** In place of the data directory of the configuration. */
  readonly directory?: DataDirectory;
  /** For kill tests. */
  readonly crashPoint?: (name: string) => void;
}

/** What `once` left behind. */
export interface OnceReport {
  /** False when the deadline came first: what was running is left for the next time. */
  readonly finished: boolean;
  readonly deadLetters: number;
  /** Agents that could not start, or whose platform could not be read. */
  readonly failedAgents: readonly string[];
}

/** The assembly: this file alone turns a Config into the options of everything else. */
export class Daemon {
  readonly engine: Engine;
  readonly #options: DaemonOptions;
  readonly #directory: DataDirectory;
  readonly #transport: Transport;
  readonly #crew: Crew;
  readonly #alerts: OpenAlertDesk | undefined;
  #http: OpenHttp | undefined;
  readonly #disabled: string[] = [];
  readonly #ending = new AbortController();
  #loops: Promise<unknown> = Promise.resolve();

  /** Throws `model_price_unknown`, `data_directory_owned`, `data_directory_bound`, and then holds nothing. */
  constructor(options: DaemonOptions) {
    const { config, credentials, clock, random, logger, redactor, crashPoint } = options;
    const { baseUrl, rateLimit } = config.platform;
    const worker = workerSetup(options);
    this.#options = options;
    this.#directory =
      options.directory ?? openDataDirectory({ dir: config.dataDir, clock, platformBaseUrl: baseUrl, onFatal: options.onFatal });
    const store = this.#directory;
    this.#transport = options.transport ?? createHttpTransport({ baseUrl });
    this.#crew = new Crew({
      store,
      baseUrl,
      transport: this.#transport,
      rateLimit,
      clock,
      random,
      logger,
      redactor,
      credentials,
      worker,
      secrets: config.llm?.apiKey === undefined ? [] : [config.llm.apiKey],
      fetchAttachment: attachmentFetcher(config.platform),
      keepDoneDays: config.daemon.keepDoneDays,
      handlerTimeoutMs: config.daemon.handlerTimeoutMs,
      intervals: config.daemon,
      concurrency: config.daemon.concurrency,
      webhookUrl: config.http?.webhooks ? config.http.publicUrl : undefined,
      onTrouble: () => this.#alerts?.desk.notice(),
      crashPoint,
    });
    const { engine, agents, progress } = this.#crew;
    logProgress(progress, logger);
    this.engine = engine;
    this.#alerts = openAlertDesk(config, { engine, store, agents, redactor, clock, random, log: logger });
  }

  /** What models do in the runs, as it happens; for what runs and steps come to, see `engine.events`. */
  get progress(): Events<WorkerProgress> {
    return this.#crew.progress;
  }

  /** Where health, metrics and webhooks are answered; undefined before `start`, and when the configuration has no `http`. */
  get httpUrl(): string | undefined {
    return this.#http?.url;
  }

  /** Agents that run in this process now. */
  get agents(): ReadonlyMap<string, AgentInstance> {
    return this.#crew.agents;
  }

  /**
   * Brings the agents up, begins to execute and to poll. Resolves when every agent has had its first try, or has kept the others waiting long
   * enough; rejects with `no_agents` when all are disabled, `http_not_available`.
   */
  async start(): Promise<void> {
    const { clock } = this.#options;
    const signal = this.#ending.signal;
    await this.#listen();
    await Promise.race([this.#declareAll(), aborted(signal)]);
    if (signal.aborted) return;
    const patience = clock.deadline(firstTryMs, signal);
    await Promise.race([this.#crew.enrol(signal), aborted(patience.signal)]).finally(() => patience.cancel());
    if (signal.aborted) return;
    if (this.#crew.isHopeless) throw daemonError("no_agents", `No agent could be started. ${this.#reasons()}`);
    this.#crew.execute();
    const alerts = this.#alerts?.desk.run(signal);
    this.#loops = Promise.all([this.#serveCommands(signal), alerts, this.#crew.run(signal)]);
  }

  /**
   * One tick, as cron would: poll, reconcile, run what is runnable now. Presence stays as it is. Rejects with the reason of an `interrupt` that
   * comes before anything was begun.
   */
  async once(deadlineMs?: number): Promise<OnceReport> {
    const deadline = this.#options.clock.deadline(deadlineMs ?? 2 ** 40, this.#ending.signal);
    const tick = new AbortController();
    let commands: Promise<void> | undefined;
    try {
      await Promise.race([this.#declareAll(), aborted(this.#ending.signal)]);
      this.#ending.signal.throwIfAborted();
      commands = this.#serveCommands(tick.signal);
      await this.#crew.enrol(deadline.signal);
      const failed = await this.#crew.round(deadline.signal);
      this.#crew.execute();
      const finished = await Promise.race([this.engine.idle().then(() => true), aborted(deadline.signal).then(() => false)]);
      await this.#alerts?.desk.once(this.#ending.signal);
      if (finished) await this.#crew.forget(deadline.signal);
      return { finished, deadLetters: this.engine.stats().byStatus.dead, failedAgents: [...this.#disabled, ...failed] };
    } finally {
      deadline.cancel();
      tick.abort();
      await commands;
    }
  }

  /** New code for an agent that is up; what is running ends with the code it began with. Rejects with `agent_settings_invalid`. */
  renew(declared: DeclaredAgent): Promise<void> {
    return this.#crew.renew(declared);
  }

  /** Makes `start` or `once` come to its end early; what is running is left for the next time. Then `stop`. */
  interrupt(reason: unknown = new Error("interrupted")): void {
    this.#ending.abort(reason);
  }

  /**
   * Stops taking work, waits for running handlers up to `drainTimeoutMs`, leaves the rest for the next start, and frees the data directory.
   * With `offline`, tells the marketplace. Resolves with how many runs were left.
   */
  async stop(options: { readonly offline: boolean }): Promise<number> {
    const { config, clock, transport } = this.#options;
    this.#ending.abort(new Error("the daemon stops"));
    await this.#loops;
    await this.#http?.close();
    const left = await this.engine.stop(config.daemon.drainTimeoutMs);
    const farewell = clock.deadline(farewellMs);
    await this.#crew.close(options, farewell.signal);
    farewell.cancel();
    await this.#alerts?.notifier.close();
    this.#directory.close();
    if (!transport) await this.#transport.close();
    return left;
  }

  #serveCommands(signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.#options;
    const onResume = (agent: string | undefined) => this.#crew.retry(agent);
    return serveCommands({ engine: this.engine, queue: this.#directory.commands, clock, log: logger, onResume }, signal);
  }

  #reasons(): string {
    return [...readStatuses(this.engine)].map(([name, { reason }]) => `${name}: ${reason ?? "see the log"}`).join("; ");
  }

  /** Loads the agents' code; what is wrong with one disables that one. Rejects with `no_agents` for a name that is not configured. */
  async #declareAll(): Promise<void> {
    const { config, clock, logger, only } = this.#options;
    const load = this.#options.load ?? ((use: string) => loadDefinition(use, config.file));
    const all = await declareAgents(config.agents, load, clock);
    if (this.#ending.signal.aborted) return;
    await forgetUnnamed(this.engine, all);
    const declared = all.filter((agent) => !only || only.includes(agent.name));
    const unknown = (only ?? []).filter((name) => !declared.some((agent) => agent.name === name));
    if (unknown.length > 0)
      throw daemonError("no_agents", `The configuration has no agent named ${unknown.join(", ")}`, { unknown });
    for (const agent of declared) {
      if (agent.ok) {
        this.#crew.hire(agent);
        continue;
      }
      logger.error({ agent: agent.name, reason: agent.reason }, "agent disabled: its configuration is wrong");
      await recordStatus(this.engine, agent.name, {
        phase: "disabled",
        reason: agent.reason,
        sinceMs: clock.now(),
        platformId: null,
      });
      this.#disabled.push(agent.name);
    }
  }

  async #listen(): Promise<void> {
    const { config, clock, logger } = this.#options;
    const { http, daemon } = config;
    if (!http) return;
    this.#http = await openHttp({
      http,
      pollIntervalMs: daemon.pollIntervalMs,
      engine: this.engine,
      store: this.#directory,
      agents: this.#crew.agents,
      watched: () => this.#crew.watched,
      addresses: this.#crew.addresses,
      onWebhook: (agent) => this.#crew.wake(agent),
      clock,
      log: logger,
    });
  }
}

/** How long an agent that cannot come up keeps the others from working. */
const firstTryMs = 10_000;

/** For one model call, reply included. */
const modelTimeoutMs = 120_000;

/** How long acknowledgements and presence may take at the end, all agents together. */
const farewellMs = 5_000;

/** Refuses models without a price before anything starts: a cost that is not known cannot be limited. */
function workerSetup({ config, clock, model, redactor }: DaemonOptions): SharedWorkerSetup | undefined {
  const { llm } = config;
  if (!llm) return undefined;
  redactor.add(llm.apiKey);
  for (const name of llm.models) priceOf(llm.prices, name);
  const [first, ...rest] = llm.models;
  if (first === undefined) return undefined;
  return {
    model: model ?? openAiModel({ baseUrl: llm.baseUrl, apiKey: llm.apiKey ?? "none", clock, timeoutMs: modelTimeoutMs }),
    models: [first, ...rest],
    prices: llm.prices,
    memory: createModelMemory(clock),
    budget: { usdPerDayOfAll: llm.budget.usdPerDay },
  };
}

/** The openai package takes a sixth of the start, and 20 MB. */
function openAiModel(options: OpenAiModelOptions): Model {
  return modelOnDemand(async () => (await import("../llm/openai-model.ts")).createOpenAiModel(options));
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
