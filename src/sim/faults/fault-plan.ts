import { nthOf, streamOf } from "../../base/keyed-random.ts";
import type { EndpointName } from "../../protocol/endpoints/table.ts";
import type { Fault } from "../scenario/scenario-schema.ts";

interface Caller {
  readonly name: string;
  readonly population: string;
}

/** What happens to which call. Drawn from (seed, rule, agent, endpoint, millisecond), so that a call more or less moves no other. */
export class FaultPlan {
  readonly #faults: readonly Fault[];
  readonly #seed: number;
  readonly #startMs: number;
  /** By agent and endpoint: of each rule. */
  readonly #streams = new Map<string, Map<EndpointName, readonly number[]>>();

  constructor(faults: readonly Fault[], seed: number, startMs: number) {
    this.#faults = faults;
    this.#seed = seed;
    this.#startMs = startMs;
  }

  /** The first rule that strikes the nth call of that kind within a millisecond, counted from 0; undefined when all goes well. */
  draw(caller: Caller, endpoint: EndpointName, nowMs: number, nth: number): Fault | undefined {
    const sinceMs = nowMs - this.#startMs;
    const streams = this.#streamsOf(caller.name, endpoint);
    return this.#faults.find(
      (fault, index) =>
        concerns(fault, caller, endpoint) &&
        sinceMs >= fault.from &&
        sinceMs < (fault.until ?? Number.POSITIVE_INFINITY) &&
        nthOf((streams[index] ?? 0) ^ nth, sinceMs) < fault.share,
    );
  }

  /** Is there a rule for such calls at all? */
  mayStrike(caller: Caller, endpoint: EndpointName): boolean {
    return this.#faults.some((fault) => concerns(fault, caller, endpoint));
  }

  #streamsOf(agent: string, endpoint: EndpointName): readonly number[] {
    const ofAgent = this.#streams.get(agent) ?? new Map<EndpointName, readonly number[]>();
    this.#streams.set(agent, ofAgent);
    const known = ofAgent.get(endpoint);
    if (known) return known;
    const streams = this.#faults.map((_, rule) => streamOf(this.#seed, "fault", `${rule} ${endpoint} ${agent}`));
    ofAgent.set(endpoint, streams);
    return streams;
  }
}

function concerns(fault: Fault, caller: Caller, endpoint: EndpointName): boolean {
  if (fault.population !== undefined && fault.population !== caller.population) return false;
  return fault.endpoint === undefined || fault.endpoint === endpoint;
}
