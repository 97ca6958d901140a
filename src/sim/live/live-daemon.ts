import type { Clock } from "../../base/clock.ts";
import { keyedRandom } from "../../base/keyed-random.ts";
import type { Logger } from "../../base/logger.ts";
import { Redactor } from "../../base/redact.ts";
import { Credentials } from "../../config/credentials.ts";
import { Crew } from "../../daemon/crew.ts";
import type { NewRun } from "../../engine/run.ts";
import { createModelMemory } from "../../llm/model-memory.ts";
import { documentedLimits } from "../../platform/service/rate-limits/rate-limits.ts";
import type { Transport } from "../../protocol/transport.ts";
import { type DataDirectory, openMemoryDirectory } from "../../store/data-directory.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Models } from "../world/models.ts";
import type { Participant } from "../world/participant.ts";

/** A marketplace whose time passes by itself. */
export interface LiveMarket {
  /** Its own: real, or faster. */
  readonly clock: Clock;
  readonly logger: Logger;
  /** The agents' way to it, and what it is called in their records. */
  readonly transport: Transport;
  readonly baseUrl: string;
  readonly intervals: {
    readonly pollIntervalMs: number;
    readonly busyPollIntervalMs: number;
    readonly reconcileIntervalMs: number;
  };
  /** What a daemon was to store could not be: nothing it does counts any more. */
  readonly onFatal: (error: Error) => void;
}

export interface LiveDaemonOptions extends LiveMarket {
  readonly name: string;
  readonly participants: readonly Participant[];
  readonly seed: number;
  readonly scenario: Pick<Scenario, "daemon">;
  readonly worker: Models;
}

const dayMs = 86_400_000;

/** A daemon of a population on such a marketplace. */
export class LiveDaemon {
  readonly participants: readonly Participant[];
  readonly #clock: Clock;
  readonly #store: DataDirectory;
  readonly #crew: Crew;
  readonly #ending = new AbortController();
  #life: Promise<void> | undefined;

  constructor(options: LiveDaemonOptions) {
    const { name, participants, seed, clock, logger, transport, baseUrl, intervals, scenario, worker, onFatal } = options;
    this.participants = participants;
    this.#clock = clock;
    this.#store = openMemoryDirectory({ clock, onFatal, platformBaseUrl: baseUrl });
    this.#crew = new Crew({
      store: this.#store,
      baseUrl,
      transport,
      rateLimit: { ...documentedLimits, scope: "key" },
      clock,
      random: keyedRandom(seed, "daemon", name),
      logger,
      redactor: new Redactor(),
      // Every agent has its key in its configuration: the file is never made.
      credentials: new Credentials({ file: "/nowhere/credentials.json", clock }),
      worker: { ...worker, memory: createModelMemory(clock) },
      intervals,
      concurrency: scenario.daemon.concurrency,
      keepDoneDays: scenario.daemon.keepDone / dayMs,
    });
    for (const { name, config, definition } of participants) this.#crew.hire({ name, config, definition });
  }

  /** Resolves when its agents are on the marketplace. */
  async start(): Promise<void> {
    const { signal } = this.#ending;
    await this.#crew.enrol(signal);
    this.#crew.execute();
    this.#life = this.#crew.run(signal);
  }

  submit(runs: readonly NewRun[]): void {
    void this.#crew.engine.submit(runs).catch(() => undefined);
  }

  /** Has that agent look, so many milliseconds from now. */
  wake({ name }: Participant, inMs: number): void {
    void this.#clock.sleep(inMs, this.#ending.signal).then(
      () => this.#crew.wake(name),
      () => undefined,
    );
  }

  async close(): Promise<void> {
    this.#ending.abort(new Error("the marketplace closes"));
    await this.#life;
    await this.#crew.engine.stop(0);
    this.#store.close();
  }
}
