import { nthOf, streamOf } from "../../base/keyed-random.ts";
import type { EndpointName } from "../../protocol/endpoints/table.ts";
import type { Fault } from "../scenario/scenario-schema.ts";

interface Caller {
  readonly name: string;
  readonly population: string;
}

/** What happens to which call. Drawn from (seed, rule, agent, endpoint, its place among the agent's calls), so that a call more or less moves no other. */
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

  /** The first rule that strikes; undefined when all goes well. */
  draw(caller: Caller, endpoint: EndpointName, nth: number, nowMs: number): Fault | undefined {
    return this.#faults.find((fault, index) => this.#strikes(fault, index, { caller, endpoint, nth, nowMs }));
  }

  #strikes(
    fault: Fault,
    index: number,
    call: { readonly caller: Caller; readonly endpoint: EndpointName; readonly nth: number; readonly nowMs: number },
  ): boolean {
    const { caller, endpoint, nth } = call;
    const sinceMs = call.nowMs - this.#startMs;
    if (sinceMs < fault.from || sinceMs >= (fault.until ?? Number.POSITIVE_INFINITY)) return false;
    if (fault.population !== undefined && fault.population !== caller.population) return false;
    if (fault.endpoint !== undefined && fault.endpoint !== endpoint) return false;
    return nthOf(this.#stream(index, caller.name, endpoint), nth) < fault.share;
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
