import type { Clock } from "../base/clock.ts";
import type { Random } from "../base/random.ts";
import { Redactor } from "../base/redact.ts";
import { RateBudgets } from "../client/rate/rate-budgets.ts";
import { Credentials } from "../config/credentials.ts";
import type { DeclaredAgent } from "../daemon/enrol.ts";
import { Supervisor } from "../daemon/supervisor.ts";
import type { Engine } from "../engine/engine.ts";
import type { Run } from "../engine/run.ts";
import { SqliteEngine } from "../engine/sqlite-engine.ts";
import type { Model } from "../llm/model.ts";
import { createModelMemory } from "../llm/model-memory.ts";
import type { ModelPrices } from "../llm/prices.ts";
import type { Transport } from "../protocol/transport.ts";
import type { AgentInstance } from "../runtime/agent-instance.ts";
import type { FetchAttachment } from "../runtime/attachments/fetch-attachment.ts";
import { createDispatch } from "../runtime/dispatch.ts";
import { openMemoryDirectory } from "../store/data-directory.ts";
import type { TestLog } from "./log.ts";
import type { Worker } from "./market-time.ts";

export interface HouseOptions {
  readonly declared: DeclaredAgent;
  readonly transport: Transport;
  readonly model: Model;
  readonly models: readonly [string, ...string[]];
  readonly prices: ModelPrices;
  readonly fetchAttachment: FetchAttachment;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: TestLog;
  /** Cursor of the last thing that somebody else did to an order. */
  readonly lastNews: () => number;
}

/** Polling is only the net below `wake`; what matters comes at once. */
const intervals = { pollIntervalMs: 3_600_000, busyPollIntervalMs: 1_000, reconcileIntervalMs: 21_600_000 };
const noLimit = 1_000_000;
const baseUrl = "http://market.test/api";

/** What runs an agent: the daemon's own supervisor, engine and dispatcher over a data directory in memory. */
export class House implements Worker {
  readonly engine: Engine;
  readonly #supervisor: Supervisor;
  readonly #agents = new Map<string, AgentInstance>();
  readonly #options: HouseOptions;
  readonly #ending = new AbortController();
  readonly #close: () => void;
  #life: Promise<unknown> = Promise.resolve();
  /** The news when it last asked for its notifications. */
  #seen = 0;

  constructor(options: HouseOptions) {
    const { declared, transport, clock, random, log, model, models, prices, fetchAttachment } = options;
    this.#options = options;
    const onFatal = (error: Error) => {
      throw error;
    };
    const store = openMemoryDirectory({ clock, onFatal, platformBaseUrl: baseUrl });
    let closed = false;
    this.#close = () => {
      if (!closed) store.close();
      closed = true;
    };
    this.engine = new SqliteEngine({ store, clock, random, logger: log });
    const rateBudgets = new RateBudgets({
      readsPerMinute: noLimit,
      writesPerMinute: noLimit,
      scope: "key",
      clock,
      logger: log,
    });
    // The agent has its key in its configuration: the file is never made.
    const credentials = new Credentials({ file: "/nowhere/credentials.json", clock });
    const worker = { model, models, prices, memory: createModelMemory(clock) };
    this.#supervisor = new Supervisor({
      declared,
      engine: this.engine,
      agents: this.#agents,
      intervals,
      tools: {
        baseUrl,
        transport: this.#noticing(transport),
        rateBudgets,
        credentials,
        redactor: new Redactor(),
        secrets: [],
        fetchAttachment,
        clock,
        random,
        logger: log,
        worker,
      },
    });
  }

  /** False when the agent could not come up; the engine's state tells why. */
  async start(): Promise<boolean> {
    const { declared, clock, random, log } = this.#options;
    const signal = this.#ending.signal;
    if (!(await this.#supervisor.enrol(signal))) return false;
    const execute = createDispatch({ agents: this.#agents, engine: this.engine, clock, random, logger: log });
    const concurrency = this.#supervisor.concurrency;
    this.engine.start(execute, { concurrency, perAgent: new Map([[declared.name, concurrency]]) });
    this.#life = this.#supervisor.run(signal);
    return true;
  }

  tellNews(): boolean {
    if (this.#options.lastNews() <= this.#seen) return false;
    this.#supervisor.wake();
    return true;
  }

  /** A timer that is not due is no work; a run in back-off is. */
  unfinished(): readonly Run[] {
    const nowMs = this.#options.clock.now();
    const open = this.engine.list({ status: ["queued", "running"] });
    return open.filter((run) => run.status === "running" || run.attempts > 0 || run.availableAtMs <= nowMs);
  }

  /** Leaves what is running, and forgets everything. */
  async stop(): Promise<void> {
    this.#ending.abort(new Error("the test market closes"));
    await this.#life;
    await this.engine.stop(0);
    this.#close();
  }

  /** The same for a handler that cannot be stopped. Idempotent, also after `stop`. */
  abandon(): void {
    this.#ending.abort(new Error("the test market closes"));
    this.#close();
  }

  /** Knows afterwards up to where the agent has looked. */
  #noticing(transport: Transport): Transport {
    return {
      send: async (request, signal) => {
        const news = this.#options.lastNews();
        const answer = await transport.send(request, signal);
        if (request.endpoint === "listNotifications" && answer.status < 300) this.#seen = Math.max(this.#seen, news);
        return answer;
      },
      close: async () => {},
    };
  }
}
