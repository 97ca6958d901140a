import type { Clock } from "../../src/base/clock.ts";
import type { Database } from "../../src/base/sqlite/database.ts";
import type { GroupCommit } from "../../src/base/sqlite/group-commit.ts";
import type { CrashPointName } from "../../src/engine/crash-point.ts";
import type { Execute } from "../../src/engine/engine.ts";
import type { Transport } from "../../src/protocol/transport.ts";
import { type DataDirectory, openDataDirectory, openMemoryDirectory } from "../../src/store/data-directory.ts";

export interface LifeOptions {
  readonly clock: Clock;
  readonly transport: Transport;
  /** In memory when absent: such a life has no next one. */
  readonly dir?: string | undefined;
  readonly platformBaseUrl?: string;
}

/**
 * One life of a process over a data directory. After `crash` nothing it still does reaches the disk or the network, as after kill -9, and the
 * directory is free for the next life on the same clock.
 */
export class Life {
  /** Called at crash points; answer true to die there. */
  dieAt: (point: CrashPointName) => boolean = () => false;
  readonly directory: DataDirectory;
  readonly transport: Transport;
  readonly #clock: Clock;
  #crashed = false;

  constructor({ clock, transport, dir, platformBaseUrl }: LifeOptions) {
    this.#clock = clock;
    const onFatal = (error: Error) => {
      throw error;
    };
    const binding = platformBaseUrl === undefined ? {} : { platformBaseUrl };
    const directory =
      dir === undefined
        ? openMemoryDirectory({ clock, onFatal, ...binding })
        : openDataDirectory({ dir, clock, onFatal, ...binding });
    const commit: GroupCommit["commit"] = (...args) => (this.#crashed ? this.never() : directory.commits.commit(...args));
    this.directory = {
      ...directory,
      database: mortal(directory.database, () => this.#crashed),
      commits: Object.assign(Object.create(directory.commits), { commit }) as GroupCommit,
      close: () => directory.close(),
    };
    this.transport = {
      send: (request, signal) => (this.#crashed ? this.never() : this.#whileAlive(transport.send(request, signal))),
      close: async () => {},
    };
  }

  get crashed(): boolean {
    return this.#crashed;
  }

  readonly crashPoint = (point: CrashPointName): void => {
    if (!this.#crashed && this.dieAt(point)) this.crash();
    if (this.#crashed) throw new Error("this process is dead");
  };

  crash(): void {
    this.#crashed = true;
    this.directory.close();
  }

  /** What `execute` throws or answers in a dead process reaches nobody. */
  mortal(execute: Execute): Execute {
    return (...args) => this.#whileAlive(execute(...args));
  }

  never<T>(): Promise<T> {
    return this.#clock.idle(new Promise<T>(() => {}));
  }

  async #whileAlive<T>(work: Promise<T>): Promise<T> {
    try {
      const value = await work;
      if (!this.#crashed) return value;
    } catch (error) {
      if (!this.#crashed) throw error;
    }
    return await this.never<T>();
  }
}

/** A dead process sees nothing any more; nor may it fail, since nobody is there to hear of it. */
function mortal(database: Database, dead: () => boolean): Database {
  return new Proxy(database, {
    get(target, name) {
      if (dead() && name === "all") return () => [];
      if (dead() && name === "get") return () => undefined;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
