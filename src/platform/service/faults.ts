import type { Clock } from "../../base/clock.ts";
import type { Random } from "../../base/random.ts";
import type { EndpointName } from "../../protocol/endpoints/table.ts";

/**
 * drop_before_commit: nothing is done, and no answer comes. drop_after_commit: it is done, and no answer comes. reset: nothing is done, and the
 * connection is reset. duplicate: it is done twice, as by a proxy that sends again, and the second answer comes. `status`: nothing is done, and
 * this status answers. `delayMs`: it is done so much later on the server's clock.
 */
export type FaultEffect =
  | "drop_before_commit"
  | "drop_after_commit"
  | "reset"
  | "duplicate"
  | { readonly status: number }
  | { readonly delayMs: number };

/** Which calls misbehave, and how. Absent conditions match every call. */
export interface FaultRule {
  readonly effect: FaultEffect;
  readonly endpoint?: EndpointName | undefined;
  /** UUID of the calling agent. */
  readonly agentId?: string | undefined;
  /** 0..1, drawn from the platform's Random; 1 by default. */
  readonly probability?: number | undefined;
  /** Only the nth call that matches, counted from 1. */
  readonly nth?: number | undefined;
  /** Fires at most so often; unbounded by default. */
  readonly times?: number | undefined;
  /** Lives so long on the server's clock, from when it was added. */
  readonly ttlMs?: number | undefined;
}

export interface FaultSubject {
  readonly endpoint: EndpointName;
  readonly agentId: string | undefined;
}

/** A rule in force, with what it saw so far. */
export interface ActiveFault {
  readonly id: number;
  readonly rule: FaultRule;
  /** Infinity without a time to live. */
  readonly expiresMs: number;
  /** Calls that matched endpoint and agent. */
  readonly seen: number;
  readonly fired: number;
}

type CountingFault = { -readonly [K in keyof ActiveFault]: ActiveFault[K] };

/** The faults in force. The first rule that fires decides. */
export class Faults {
  readonly #random: Random;
  readonly #clock: Clock;
  #active: CountingFault[] = [];
  #nextId = 1;
  #delays = new AbortController();

  constructor(random: Random, clock: Clock) {
    this.#random = random;
    this.#clock = clock;
  }

  /** Answers the rule's id. */
  add(rule: FaultRule): number {
    const id = this.#nextId++;
    const expiresMs = this.#clock.now() + (rule.ttlMs ?? Number.POSITIVE_INFINITY);
    this.#active.push({ id, rule, expiresMs, seen: 0, fired: 0 });
    return id;
  }

  /** In the order in which they are asked; rules that have had their time or times are gone. */
  list(): readonly ActiveFault[] {
    this.#expire();
    return this.#active.map((active) => ({ ...active }));
  }

  /** False when there is none of this id. */
  remove(id: number): boolean {
    const before = this.#active.length;
    this.#active = this.#active.filter((active) => active.id !== id);
    return this.#active.length < before;
  }

  clear(): void {
    this.#active = [];
  }

  /** What happens to this call; counts it. */
  draw(subject: FaultSubject): FaultEffect | undefined {
    if (this.#active.length === 0) return undefined;
    this.#expire();
    for (const active of this.#active) {
      if (!this.#fires(active, subject)) continue;
      active.fired++;
      return active.rule.effect;
    }
    return undefined;
  }

  /** Resolves after so long on the server's clock, or when the delays are ended. */
  async delay(delayMs: number): Promise<void> {
    const { signal } = this.#delays;
    try {
      await this.#clock.sleep(delayMs, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** Lets every delayed call go on at once: a server that closes waits for them, and its clock may stand still. */
  endDelays(): void {
    this.#delays.abort();
    this.#delays = new AbortController();
  }

  #expire(): void {
    const nowMs = this.#clock.now();
    this.#active = this.#active.filter(
      ({ rule, expiresMs, fired }) => nowMs < expiresMs && fired < (rule.times ?? Number.POSITIVE_INFINITY),
    );
  }

  #fires(active: CountingFault, { endpoint, agentId }: FaultSubject): boolean {
    const { rule } = active;
    if (rule.endpoint !== undefined && rule.endpoint !== endpoint) return false;
    if (rule.agentId !== undefined && rule.agentId !== agentId) return false;
    active.seen++;
    if (rule.nth !== undefined && rule.nth !== active.seen) return false;
    return rule.probability === undefined || this.#random.next() < rule.probability;
  }
}
