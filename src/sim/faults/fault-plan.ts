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
  readonly #streams = new Map<string, number>();

  constructor(faults: readonly Fault[], seed: number, startMs: number) {
    this.#faults = faults;
    this.#seed = seed;
    this.#startMs = startMs;
  }

  /** The first rule that strikes the nth call of that kind within a millisecond, counted from 0; undefined when all goes well. */
  draw(caller: Caller, endpoint: EndpointName, nowMs: number, nth: number): Fault | undefined {
    const sinceMs = nowMs - this.#startMs;
    return this.#faults.find(
      (fault, index) =>
        concerns(fault, caller, endpoint) &&
        sinceMs >= fault.from &&
        sinceMs < (fault.until ?? Number.POSITIVE_INFINITY) &&
        nthOf(this.#stream(index, caller.name, endpoint) ^ nth, sinceMs) < fault.share,
    );
  }

  /** Is there a rule for such calls at all? */
  mayStrike(caller: Caller, endpoint: EndpointName): boolean {
    return this.#faults.some((fault) => concerns(fault, caller, endpoint));
  }

  #stream(rule: number, agent: string, endpoint: string): number {
    const key = `${rule} ${endpoint} ${agent}`;
    let stream = this.#streams.get(key);
    if (stream === undefined) {
      stream = streamOf(this.#seed, "fault", key);
      this.#streams.set(key, stream);
    }
    return stream;
  }
}

function concerns(fault: Fault, caller: Caller, endpoint: EndpointName): boolean {
  if (fault.population !== undefined && fault.population !== caller.population) return false;
  return fault.endpoint === undefined || fault.endpoint === endpoint;
}
