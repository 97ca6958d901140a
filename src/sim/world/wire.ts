import type { MortalClock } from "../../base/mortal-clock.ts";
import { endpoints } from "../../protocol/endpoints/table.ts";
import { type ApiRequest, type ApiResponse, type Transport, transportError } from "../../protocol/transport.ts";
import type { FaultPlan } from "../faults/fault-plan.ts";
import type { Fault } from "../scenario/scenario-schema.ts";
import type { Participant } from "./participant.ts";

export interface WireOptions {
  readonly transport: Transport;
  readonly clock: MortalClock;
  /** By API key. */
  readonly participants: ReadonlyMap<string, Participant>;
  readonly faults: FaultPlan;
  /** Told of every moment at which the process may die. */
  readonly moment: (name: string) => void;
}

/** The network between one life of a daemon and the marketplace: counts, fails as the scenario wants it, and falls silent when the daemon is dead. */
export class Wire implements Transport {
  readonly #options: WireOptions;

  constructor(options: WireOptions) {
    this.#options = options;
  }

  send(request: ApiRequest, signal: AbortSignal): Promise<ApiResponse> {
    const { clock, moment } = this.#options;
    moment("before_request");
    return clock.survive(clock.dead ? new Promise(() => {}) : this.#send(request, signal));
  }

  async close(): Promise<void> {}

  async #send(request: ApiRequest, signal: AbortSignal): Promise<ApiResponse> {
    const { transport, clock, participants, faults, moment } = this.#options;
    const { endpoint } = request;
    const caller = participants.get(request.headers["x-agent-api-key"] ?? "");
    if (!caller) return await transport.send(request, signal);
    const { tally } = caller;
    const nowMs = clock.now();
    const nth = tally.count(endpoint, endpoints[endpoint].cost, nowMs);
    const fault = faults.draw(caller, endpoint, nowMs, nth);
    try {
      const answer = fault ? await this.#fail(fault, request, signal) : await transport.send(request, signal);
      if (answer.status === 429) tally.limited++;
      else if (answer.status >= 500) tally.failed++;
      moment("after_answer");
      return answer;
    } catch (error) {
      tally.failed++;
      throw error;
    }
  }

  async #fail(fault: Fault, request: ApiRequest, signal: AbortSignal): Promise<ApiResponse> {
    const { transport, clock } = this.#options;
    const { endpoint } = request;
    switch (fault.effect) {
      case "unavailable":
        return { status: 503, headers: {}, body: { error: "Service unavailable" } };
      case "slow":
        await clock.sleep(fault.delay, signal);
        return await transport.send(request, signal);
      case "dropAfter":
        await transport.send(request, signal);
        throw transportError("connection_lost", `The scenario drops the answer to ${endpoint}`, { endpoint });
      case "dropBefore":
        throw transportError("connection_lost", `The scenario drops ${endpoint}`, { endpoint });
    }
  }
}
