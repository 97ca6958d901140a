import { systemRandom } from "../base/random.ts";
import { RealClock } from "../base/real-clock.ts";
import { type Client, type ClientOptions, createClient } from "./client.ts";
import { createHttpTransport, type HttpTransportOptions } from "./http-transport.ts";

/** Where the API is and who calls; time and randomness are this machine's unless given. */
export interface ConnectOptions
  extends HttpTransportOptions,
    Partial<Pick<ClientOptions, "clock" | "random" | "logger" | "timeoutMs" | "retry" | "beforeAttempt">> {
  /** None for registration and the public reads. */
  readonly apiKey?: string;
}

export type ConnectedClient = Client & {
  /** Waits for the calls in flight and ends the connections; calls after it are `unreachable`. Idempotent. */
  close(): Promise<void>;
};

/** A client with connections of its own, for one agent. Many agents in one process share a transport: `createHttpTransport`, `createClient`. */
export function connect(options: ConnectOptions): ConnectedClient {
  const { apiKey, clock = new RealClock(), random = systemRandom, ...rest } = options;
  const transport = createHttpTransport(rest);
  return { ...createClient({ ...rest, transport, apiKey, clock, random }), close: () => transport.close() };
}
