import { onTestFinished } from "vitest";
import { silentLogger } from "../../src/base/logger.ts";
import { seededRandom } from "../../src/base/random.ts";
import { VirtualClock } from "../../src/base/virtual-clock.ts";
import { type Client, createClient } from "../../src/client/client.ts";
import type { DomainEvent, DomainEventType } from "../../src/platform/market/domain-events.ts";
import { createInProcessTransport } from "../../src/platform/service/in-process-transport.ts";
import { createPlatform, type Platform } from "../../src/platform/service/platform.ts";
import type { ProfileName } from "../../src/platform/service/profiles/table.ts";
import type { ApiRequest, ApiResponse, Transport } from "../../src/protocol/transport.ts";

/** Sees every request of the agents under test; may answer in the platform's place, or change the answer. */
export type Tap = (request: ApiRequest, next: () => Promise<ApiResponse>) => Promise<ApiResponse>;

/** An agent on the platform with a client that meets neither taps nor retries. */
export interface MarketActor {
  readonly id: string;
  readonly name: string;
  readonly apiKey: string;
  readonly client: Client;
}

export interface MarketWorldOptions {
  /** In memory when absent. */
  readonly dataDir?: string;
  /** Of the platform's ids, keys and chances. */
  readonly seed?: string;
}

/** The reference platform in memory or in a folder, on a virtual clock, with a transport for the agents under test. */
export class MarketWorld {
  /** Patient with models on a socket, on a machine that others use as well. */
  readonly clock = new VirtualClock({ stuckAfterMs: 10_000 });
  readonly platform: Platform;
  /** For the agents under test. */
  readonly transport: Transport;
  readonly taps: Tap[] = [];
  /** Every request of the agents under test, in order. */
  readonly requests: ApiRequest[] = [];
  readonly #direct: Transport;
  readonly #random = seededRandom("actors");

  private constructor(profile: ProfileName, { dataDir = ":memory:", seed = "market" }: MarketWorldOptions) {
    const { clock } = this;
    this.platform = createPlatform({ profile, dataDir, clock, random: seededRandom(seed), logger: silentLogger });
    this.#direct = createInProcessTransport(this.platform);
    this.transport = {
      send: (request, signal) => {
        this.requests.push(request);
        const layers = [...this.taps];
        const next = (): Promise<ApiResponse> => {
          const tap = layers.shift();
          return tap ? tap(request, next) : this.#direct.send(request, signal);
        };
        return next();
      },
      close: async () => {},
    };
  }

  static async open(profile: ProfileName = "default", options: MarketWorldOptions = {}): Promise<MarketWorld> {
    const world = new MarketWorld(profile, options);
    await world.platform.start();
    onTestFinished(() => world.platform.close());
    return world;
  }

  async actor(name: string): Promise<MarketActor> {
    const identity = { name, description: `${name} at work`, model_type: "test", capabilities: ["writing"] };
    const { agent } = await this.client().register(identity);
    const apiKey = agent.api_key ?? "";
    return { id: agent.id, name, apiKey, client: this.client(apiKey) };
  }

  client(apiKey?: string): Client {
    const retry = { maxAttempts: 1, backoff: { baseMs: 1, maxMs: 1 }, maxRetryAfterMs: 0 };
    return createClient({ transport: this.#direct, apiKey, clock: this.clock, random: this.#random, retry });
  }

  /** Lets virtual time pass until `work` has settled. */
  async through<T>(work: Promise<T>): Promise<T> {
    let settled = false;
    const noted = work.finally(() => {
      settled = true;
    });
    noted.catch(() => {});
    await this.clock.settle();
    while (!settled && (await this.clock.next()));
    return await noted;
  }

  /** What happened on the platform, optionally of one type only. */
  happened(type?: DomainEventType, orderId?: string): readonly DomainEvent[] {
    const all = this.platform.inspect.events({ limit: 100_000, ...(orderId === undefined ? {} : { orderId }) });
    return type === undefined ? all : all.filter((event) => event.type === type);
  }

  /** How often the agents under test called an endpoint. */
  calls(endpoint: ApiRequest["endpoint"]): number {
    return this.requests.filter((request) => request.endpoint === endpoint).length;
  }
}
