import type { Clock } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import type { Engine } from "../../engine/engine.ts";
import type { EngineProgress } from "./engine-progress.ts";
import type { WatchedAgent } from "./watched-agent.ts";

export interface ReadinessOptions {
  readonly clock: Clock;
  readonly engine: Pick<Engine, "stats" | "writeState">;
  readonly progress: Pick<EngineProgress, "lastMs">;
  readonly agents: () => readonly WatchedAgent[];
  readonly pollIntervalMs: number;
}

export interface Check {
  readonly ok: boolean;
  /** What is not so, a sentence each. */
  readonly problems: readonly string[];
}

export interface ReadinessReport {
  readonly ready: boolean;
  /** agents: every one that is not disabled polls. engine: work that can be done is done. store: a write reaches the disk. */
  readonly checks: { readonly agents: Check; readonly engine: Check; readonly store: Check };
}

/** Polls that may fail in a row. */
const missedPolls = 3;
/** For one poll under the rate limit. */
const pollSlackMs = 30_000;
/** Longer than any single step may take. */
const engineStuckAfterMs = 600_000;
const commitWithinMs = 5_000;
/** A stranger who asks all the time must not keep the disk busy. */
const commitAgainAfterMs = 5_000;

/** Proves progress, not a listening socket. */
export class Readiness {
  readonly #options: ReadinessOptions;
  #store: { readonly atMs: number; readonly check: Promise<Check> } | undefined;

  constructor(options: ReadinessOptions) {
    this.#options = options;
  }

  /** Settles within 5 s of the clock. */
  async report(): Promise<ReadinessReport> {
    const checks = { agents: this.#agents(), engine: this.#engine(), store: await this.#storeCheck() };
    return { ready: Object.values(checks).every(({ ok }) => ok), checks };
  }

  #agents(): Check {
    const { clock, agents, pollIntervalMs } = this.#options;
    const limitMs = missedPolls * pollIntervalMs + pollSlackMs;
    const enabled = agents().filter(({ phase }) => phase !== "disabled");
    const problems = enabled.flatMap(({ name, phase, lastPolledMs }) => {
      if (phase !== "running") return [`${name} is ${phase}`];
      if (lastPolledMs === undefined) return [`${name} has not polled yet`];
      const sinceMs = clock.now() - lastPolledMs;
      return sinceMs > limitMs ? [`${name} has not polled successfully for ${Math.round(sinceMs / 1_000)} s`] : [];
    });
    return check(enabled.length === 0 ? ["no agent is enabled"] : problems);
  }

  #engine(): Check {
    const { clock, engine, progress } = this.#options;
    const { runnable } = engine.stats();
    const sinceMs = clock.now() - progress.lastMs;
    if (runnable === 0 || sinceMs <= engineStuckAfterMs) return check([]);
    return check([`${runnable} runs could execute, and nothing has happened for ${Math.round(sinceMs / 1_000)} s`]);
  }

  #storeCheck(): Promise<Check> {
    const nowMs = this.#options.clock.now();
    if (!this.#store || nowMs - this.#store.atMs >= commitAgainAfterMs) this.#store = { atMs: nowMs, check: this.#commit(nowMs) };
    return this.#store.check;
  }

  async #commit(nowMs: number): Promise<Check> {
    const { clock, engine } = this.#options;
    const { promise: late, resolve } = Promise.withResolvers<Check>();
    const timer = clock.after(commitWithinMs, () => resolve(check([`a commit took longer than ${commitWithinMs / 1_000} s`])));
    const commit = engine.writeState([{ scope: "#health", key: "commit", value: nowMs }]).then(
      () => check([]),
      (error: unknown) => check([`a commit failed: ${messageOf(error)}`]),
    );
    try {
      return await Promise.race([commit, late]);
    } finally {
      timer.cancel();
    }
  }
}

function check(problems: readonly string[]): Check {
  return { ok: problems.length === 0, problems };
}
