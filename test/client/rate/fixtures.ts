import { silentLogger } from "../../../src/base/logger.ts";
import { VirtualClock } from "../../../src/base/virtual-clock.ts";
import { RateScheduler } from "../../../src/client/rate/rate-scheduler.ts";
import { openRates } from "../../../src/platform/service/profiles/rate-styles.ts";
import { type EndpointName, endpoints } from "../../../src/protocol/endpoints/table.ts";
import type { ApiRequest } from "../../../src/protocol/transport.ts";
import { RateServer, type RateServerOptions } from "../../support/rate-server.ts";

const never = new AbortController().signal;

export interface SceneOptions extends Partial<Omit<RateServerOptions, "clock">> {
  readonly configured?: { readonly readsPerMinute: number; readonly writesPerMinute: number };
}

/** A scheduler before a rate-limiting server, and nothing else. */
export class RateScene {
  readonly clock = new VirtualClock();
  readonly server: RateServer;
  readonly scheduler: RateScheduler;
  /** Labels in the order in which the requests were sent. */
  readonly sent: string[] = [];

  constructor({ configured = { readsPerMinute: 60, writesPerMinute: 20 }, style = openRates, ...server }: SceneOptions = {}) {
    this.server = new RateServer({ clock: this.clock, style, ...server });
    this.scheduler = new RateScheduler({ ...configured, clock: this.clock, logger: silentLogger });
  }

  /** One attempt; resolves with its status. */
  async request(endpoint: EndpointName, label: string = endpoint, signal: AbortSignal = never): Promise<number> {
    const request: ApiRequest = { endpoint, params: {}, query: {}, body: undefined, headers: {} };
    const call = { request, definition: endpoints[endpoint], signal };
    const { status } = await this.scheduler.pace(call, (paced) => {
      this.sent.push(label);
      return this.server.send(paced.request, paced.signal);
    });
    return status;
  }

  /** `width` callers without end: each asks again as soon as it was answered, until `untilMs`. */
  demand(endpoint: EndpointName, width: number, untilMs: number): void {
    for (let caller = 0; caller < width; caller++) void this.#caller(endpoint, untilMs);
  }

  async #caller(endpoint: EndpointName, untilMs: number): Promise<void> {
    while (this.clock.now() < untilMs) {
      await this.request(endpoint);
      await this.clock.sleep(1);
    }
  }
}

/** The most of these times that lie within one `[t, t + lengthMs)`, whatever t. */
export function mostWithin(lengthMs: number, timesMs: readonly number[]): number {
  const sorted = [...timesMs].sort((a, b) => a - b);
  let first = 0;
  let most = 0;
  for (const [index, timeMs] of sorted.entries()) {
    while ((sorted[first] ?? timeMs) <= timeMs - lengthMs) first++;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
