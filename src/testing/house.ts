import type { Clock } from "../base/clock.ts";
import type { Random } from "../base/random.ts";
import { Redactor } from "../base/redact.ts";
import { Credentials } from "../config/credentials.ts";
import { Crew } from "../daemon/crew.ts";
import type { DeclaredAgent } from "../daemon/enrol.ts";
import type { Engine } from "../engine/engine.ts";
import type { Run } from "../engine/run.ts";
import type { Model } from "../llm/model.ts";
import { createModelMemory } from "../llm/model-memory.ts";
import type { ModelPrices } from "../llm/prices.ts";
import type { Transport } from "../protocol/transport.ts";
import type { FetchAttachment } from "../runtime/attachments/fetch-attachment.ts";
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

/** What runs an agent: a crew of one over a data directory in memory. */
export class House implements Worker {
  readonly engine: Engine;
  readonly #crew: Crew;
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
    this.#crew = new Crew({
      store,
      baseUrl,
      transport: this.#noticing(transport),
      rateLimit: { readsPerMinute: noLimit, writesPerMinute: noLimit, scope: "key" },
      clock,
      random,
      logger: log,
      redactor: new Redactor(),
      // The agent has its key in its configuration: the file is never made.
      credentials: new Credentials({ file: "/nowhere/credentials.json", clock }),
      worker: { model, models, prices, memory: createModelMemory(clock) },
      fetchAttachment,
      intervals,
      concurrency: declared.config.concurrency,
    });
    this.engine = this.#crew.engine;
    this.#crew.hire(declared);
  }

  /** False when the agent could not come up; the engine's state tells why. */
  async start(): Promise<boolean> {
    const signal = this.#ending.signal;
    await this.#crew.enrol(signal);
    if (this.#crew.agents.size === 0) return false;
    this.#crew.execute();
    this.#life = this.#crew.run(signal);
    return true;
  }

  tellNews(): boolean {
    if (this.#options.lastNews() <= this.#seen) return false;
    this.#crew.wake(this.#options.declared.name);
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
