import type { Timer } from "../../base/clock.ts";
import { nthOf, streamOf } from "../../base/keyed-random.ts";
import type { MortalClock } from "../../base/mortal-clock.ts";
import type { Foresight } from "../../daemon/foresight.ts";
import type { FaultPlan } from "../faults/fault-plan.ts";
import type { Participant } from "./participant.ts";

export interface AgentForesightOptions {
  readonly participant: Participant;
  readonly clock: MortalClock;
  readonly faults: FaultPlan;
  /** Has it an order that may need it? */
  readonly hasOpenOrders: () => boolean;
  /** What the life of the daemon draws from. */
  readonly seed: readonly (string | number)[];
  readonly leavesOut: boolean;
}

/** What one life of an agent's daemon may know of the marketplace beside it. */
export class AgentForesight implements Foresight {
  news = 0;
  stirs = 0;
  readonly leavesOut: boolean;
  readonly offsetMs: number;
  readonly #options: AgentForesightOptions;
  readonly #jitter: number;
  readonly #listeners = { news: new Set<() => void>(), stirs: new Set<() => void>() };

  constructor(options: AgentForesightOptions) {
    const { seed, participant, leavesOut } = options;
    this.#options = options;
    this.leavesOut = leavesOut;
    this.#jitter = streamOf(...seed, "polls of", participant.name);
    this.offsetMs = nthOf(streamOf(...seed, "reconciles of", participant.name), 0) * 0.999;
  }

  get nowMs(): number {
    return this.#options.clock.preciseNowMs;
  }

  get pollsMayFail(): boolean {
    return this.#mayFail("listNotifications");
  }

  get reconcilesMayFail(): boolean {
    return this.#mayFail("listOrders") || this.#mayFail("getOrder") || this.pollsMayFail;
  }

  get hasOpenOrders(): boolean {
    return this.#options.hasOpenOrders();
  }

  mustPoll(atMs: number): boolean {
    const { faults, participant } = this.#options;
    return this.pollsMayFail && faults.draw(participant, "listNotifications", Math.floor(atMs), 0) !== undefined;
  }

  passedOver(polls: number): void {
    this.#options.participant.tally.leftOut += polls;
  }

  jitter(n: number): number {
    return nthOf(this.#jitter, n);
  }

  at(timeMs: number, fire: () => void): Timer {
    return this.#options.clock.at(timeMs, fire);
  }

  once(what: "news" | "stirs", listener: () => void): () => void {
    this.#listeners[what].add(listener);
    return () => this.#listeners[what].delete(listener);
  }

  /** Its inbox got something. */
  gotNews(): void {
    this.news++;
    this.#tell("news");
    this.stirred();
  }

  /** One of its runs began or ended. */
  stirred(): void {
    this.stirs++;
    this.#tell("stirs");
  }

  #tell(what: "news" | "stirs"): void {
    const listeners = [...this.#listeners[what]];
    this.#listeners[what].clear();
    for (const listener of listeners) listener();
  }

  #mayFail(endpoint: "listNotifications" | "listOrders" | "getOrder"): boolean {
    const { faults, participant } = this.#options;
    return faults.mayStrike(participant, endpoint);
  }
}
