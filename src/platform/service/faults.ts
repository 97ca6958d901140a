import type { Random } from "../../base/random.ts";
import type { EndpointName } from "../../protocol/endpoints/table.ts";

/**
 * drop_before_commit: nothing is done, and no answer comes. drop_after_commit: it is done, and no answer comes. `status`: nothing is done, and
 * this status answers.
 */
export type FaultEffect = "drop_before_commit" | "drop_after_commit" | { readonly status: number };

/** Which calls misbehave, and how. Absent conditions match every call. */
export interface FaultRule {
  readonly effect: FaultEffect;
  readonly endpoint?: EndpointName;
  /** UUID of the calling agent. */
  readonly agentId?: string;
  /** 0..1, drawn from the platform's Random; 1 by default. */
  readonly probability?: number;
  /** Only the nth call that matches, counted from 1. */
  readonly nth?: number;
  /** Fires at most so often; unbounded by default. */
  readonly times?: number;
  /** Lives so long on the server's clock, from when it was added. */
  readonly ttlMs?: number;
}

export interface FaultSubject {
  readonly endpoint: EndpointName;
  readonly agentId: string | undefined;
}

interface ActiveRule {
  readonly rule: FaultRule;
  readonly expiresMs: number;
  seen: number;
  fired: number;
}

/** The faults in force. The first rule that fires decides. */
export class Faults {
  readonly #random: Random;
  readonly #now: () => number;
  #active: ActiveRule[] = [];

  constructor(random: Random, now: () => number) {
    this.#random = random;
    this.#now = now;
  }

  add(rule: FaultRule): void {
    this.#active.push({ rule, expiresMs: this.#now() + (rule.ttlMs ?? Number.POSITIVE_INFINITY), seen: 0, fired: 0 });
  }

  clear(): void {
    this.#active = [];
  }

  /** What happens to this call; counts it. */
  draw(subject: FaultSubject): FaultEffect | undefined {
    if (this.#active.length === 0) return undefined;
    const nowMs = this.#now();
    this.#active = this.#active.filter(
      ({ rule, expiresMs, fired }) => nowMs < expiresMs && fired < (rule.times ?? Number.POSITIVE_INFINITY),
    );
    for (const active of this.#active) {
      if (!this.#fires(active, subject)) continue;
      active.fired++;
      return active.rule.effect;
    }
    return undefined;
  }

  #fires(active: ActiveRule, { endpoint, agentId }: FaultSubject): boolean {
    const { rule } = active;
    if (rule.endpoint !== undefined && rule.endpoint !== endpoint) return false;
    if (rule.agentId !== undefined && rule.agentId !== agentId) return false;
    active.seen++;
    if (rule.nth !== undefined && rule.nth !== active.seen) return false;
    return rule.probability === undefined || this.#random.next() < rule.probability;
  }
}
