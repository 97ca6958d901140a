import PQueue from "p-queue";
import type { EngineLimits } from "./engine.ts";

/**
 * Who executes when more is runnable than may run. Each agent lets in at most as many as its own limit (or the global one), oldest first;
 * those wait in one global queue, so an agent with a long backlog never keeps another one's run waiting for more than that.
 */
export class Places {
  readonly #limits: EngineLimits;
  readonly #all: PQueue;
  readonly #agents = new Map<string, PQueue>();

  constructor(limits: EngineLimits) {
    this.#limits = limits;
    this.#all = new PQueue({ concurrency: limits.concurrency });
  }

  /** Runs `task` when a place is free. It must not throw. `sequence` decides among the runs of one agent. */
  take(agent: string, sequence: number, task: () => Promise<void>): void {
    void this.#agent(agent).add(() => this.#all.add(task), { priority: -sequence });
  }

  #agent(agent: string): PQueue {
    let queue = this.#agents.get(agent);
    if (!queue) {
      const own = this.#limits.perAgent.get(agent) ?? this.#limits.concurrency;
      queue = new PQueue({ concurrency: Math.min(own, this.#limits.concurrency) });
      this.#agents.set(agent, queue);
    }
    return queue;
  }
}
