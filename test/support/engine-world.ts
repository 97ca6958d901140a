import { type Logger, silentLogger } from "../../src/base/logger.ts";
import { seededRandom } from "../../src/base/random.ts";
import type { GroupCommit } from "../../src/base/sqlite/group-commit.ts";
import { VirtualClock } from "../../src/base/virtual-clock.ts";
import type { CrashPointName } from "../../src/engine/crash-point.ts";
import type { EngineLimits, Execute } from "../../src/engine/engine.ts";
import type { NewRun } from "../../src/engine/run.ts";
import { SqliteEngine } from "../../src/engine/sqlite-engine.ts";
import { type DataDirectory, openDataDirectory, openMemoryDirectory } from "../../src/store/data-directory.ts";

const unlimited: EngineLimits = { concurrency: 50, perAgent: new Map() };

export function newRun(id: string, overrides: Partial<NewRun> = {}): NewRun {
  return {
    id,
    agent: "writer",
    lane: `lane of ${id}`,
    kind: "order.created",
    subject: `order of ${id}`,
    data: null,
    ...overrides,
  };
}

export interface WorldOptions {
  readonly dir?: string;
  readonly logger?: Logger;
  readonly startMs?: number;
}

/** One life of a process: a clock, a store and an engine. `crash` ends it as kill -9 would; `EngineWorld.open` on the same dir is the next life. */
export class EngineWorld {
  readonly clock: VirtualClock;
  readonly store: DataDirectory;
  readonly engine: SqliteEngine;
  crashed = false;
  /** Called at crash points; answer true to die there. */
  dieAt: (point: CrashPointName) => boolean = () => false;
  readonly #died: Promise<void>;
  #die: () => void = () => {};

  private constructor(options: WorldOptions) {
    this.clock = new VirtualClock(options.startMs === undefined ? {} : { startMs: options.startMs });
    const onFatal = (error: Error) => {
      throw error;
    };
    this.store =
      options.dir === undefined
        ? openMemoryDirectory({ clock: this.clock, onFatal })
        : openDataDirectory({ dir: options.dir, clock: this.clock, onFatal });
    this.#died = new Promise((resolve) => {
      this.#die = resolve;
    });
    const { commits } = this.store;
    const mortal = {
      commit: (...args: Parameters<GroupCommit["commit"]>) => (this.crashed ? new Promise(() => {}) : commits.commit(...args)),
    };
    this.engine = new SqliteEngine({
      store: { database: this.store.database, commits: mortal as unknown as GroupCommit },
      clock: this.clock,
      random: seededRandom(1),
      logger: options.logger ?? silentLogger,
      crashPoint: (point) => {
        if (!this.crashed && this.dieAt(point)) this.crash();
        if (this.crashed) throw new Error("this process is dead");
      },
    });
  }

  static open(options: WorldOptions = {}): EngineWorld {
    return new EngineWorld(options);
  }

  start(execute: Execute, limits: EngineLimits = unlimited): void {
    this.engine.start(async (run, journal, signal) => {
      try {
        return await execute(run, journal, signal);
      } catch (error) {
        if (this.crashed) return await new Promise(() => {});
        throw error;
      }
    }, limits);
  }

  /** Nothing is written any more; the files are free for the next life. */
  crash(): void {
    this.crashed = true;
    this.store.close();
    this.#die();
  }

  /** Runs everything that can run, timers too, until nothing is armed; or until the process dies. */
  async finish(): Promise<void> {
    const done = async () => {
      while (!this.crashed && (await this.clock.next()));
      await this.engine.idle();
    };
    await Promise.race([done(), this.#died]);
  }
}
