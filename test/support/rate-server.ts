import type { VirtualClock } from "../../src/base/virtual-clock.ts";
import { RateLimiter } from "../../src/platform/service/rate-limits/rate-limiter.ts";
import type { RateStyle } from "../../src/platform/service/rate-limits/rate-style.ts";
import { endpoints } from "../../src/protocol/endpoints/table.ts";
import type { ApiRequest, ApiResponse, Transport } from "../../src/protocol/transport.ts";

/** How a server treats the requests of one address, before anything else. */
export interface RateServerOptions {
  readonly clock: VirtualClock;
  readonly style: RateStyle;
  readonly readsPerMinute?: number;
  readonly writesPerMinute?: number;
  /** The server's clock minus ours; 0 by default. */
  readonly skewMs?: number;
  /** One way, drawn anew for each direction; 0 by default. */
  readonly latencyMs?: () => number;
  /** Tells nothing at all, on no reply. */
  readonly mute?: boolean;
  readonly answer?: (request: ApiRequest, signal: AbortSignal) => Promise<ApiResponse>;
}

/** The reference server's rate limits around any transport, with a clock of its own and a wire that takes time. */
export class RateServer implements Transport {
  /** Every request that arrived, by our clock. */
  readonly log: { readonly atMs: number; readonly endpoint: ApiRequest["endpoint"]; readonly status: number }[] = [];
  readonly #options: RateServerOptions;
  readonly #limiter: RateLimiter;

  constructor(options: RateServerOptions) {
    const { style, readsPerMinute = 60, writesPerMinute = 20 } = options;
    this.#options = options;
    this.#limiter = new RateLimiter({ readsPerMinute, writesPerMinute, registrationsPerMinute: 10 }, style);
  }

  get refusals(): readonly number[] {
    return this.log.filter(({ status }) => status === 429).map(({ atMs }) => atMs);
  }

  /** How many were carried out. */
  accepted(endpoint?: ApiRequest["endpoint"]): number {
    return this.log.filter((entry) => entry.status !== 429 && (endpoint === undefined || entry.endpoint === endpoint)).length;
  }

  /** Somebody else spends from the same budget. */
  spendElsewhere(cost: "read" | "write", callerId = "agent"): void {
    const { clock, skewMs = 0 } = this.#options;
    this.#limiter.admit({ cost, callerId, address: "here", registers: false }, clock.now() + skewMs);
  }

  send(request: ApiRequest, signal: AbortSignal): Promise<ApiResponse> {
    return this.#options.clock.work(`request ${request.endpoint}`, () => this.#serve(request, signal));
  }

  async close(): Promise<void> {}

  async #serve(request: ApiRequest, signal: AbortSignal): Promise<ApiResponse> {
    const { clock, skewMs = 0, latencyMs = () => 0, answer, mute = false } = this.#options;
    const travel = async () => {
      const travelMs = latencyMs();
      if (travelMs > 0) await clock.sleep(travelMs, signal);
    };
    await travel();
    const { cost } = endpoints[request.endpoint];
    const callerId = request.headers["x-agent-api-key"] ?? "agent";
    const serverMs = clock.now() + skewMs;
    const verdict = this.#limiter.admit({ cost, callerId, address: "here", registers: false }, serverMs);
    const status = verdict.refusal ? 429 : 200;
    this.log.push({ atMs: clock.now(), endpoint: request.endpoint, status });
    const reply =
      verdict.refusal || !answer ? { status, headers: {}, body: { success: status === 200 } } : await answer(request, signal);
    const date = new Date(Math.floor(serverMs / 1_000) * 1_000).toUTCString();
    await travel();
    return { ...reply, headers: { ...reply.headers, date, ...(mute ? {} : verdict.headers) } };
  }
}
