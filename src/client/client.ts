import type { z } from "zod";
import type { Clock } from "../base/clock.ts";
import { type Logger, silentLogger } from "../base/logger.ts";
import type { Random } from "../base/random.ts";
import { Redactor } from "../base/redact.ts";
import type { EndpointDefinition } from "../protocol/endpoint.ts";
import { type EndpointName, type Endpoints, endpoints } from "../protocol/endpoints/table.ts";
import type { FileBody } from "../protocol/file-body.ts";
import type { Transport } from "../protocol/transport.ts";
import { compose, type Interceptor } from "./interceptor.ts";
import { authenticate } from "./interceptors/authenticate.ts";
import { deadline } from "./interceptors/deadline.ts";
import { decode } from "./interceptors/decode.ts";
import { idempotency } from "./interceptors/idempotency.ts";
import { observeTime } from "./interceptors/observe-time.ts";
import { refuse } from "./interceptors/refuse.ts";
import { defaultRetryPolicy, type RetryPolicy, retry } from "./interceptors/retry.ts";
import type { CallOptions, Methods } from "./methods.ts";
import { requestBuilder } from "./request.ts";
import { ServerTime } from "./server-time.ts";

export interface ClientOptions {
  /** Shared by many clients; whoever made it closes it. */
  readonly transport: Transport;
  /** Undefined for the public endpoints only (registration). Appears in no error and no log. */
  readonly apiKey: string | undefined;
  readonly clock: Clock;
  readonly random: Random;
  /** Retries are logged at debug; silent by default. */
  readonly logger?: Logger;
  /** For one attempt; 30,000 by default. */
  readonly timeoutMs?: number;
  readonly retry?: RetryPolicy;
  /** Runs for every attempt, before its time-out begins, and sees the answer as it came, whatever the status: the place of the rate budget. */
  readonly beforeAttempt?: readonly Interceptor[];
}

interface Callable {
  readonly definition: EndpointDefinition;
  readonly build: ReturnType<typeof requestBuilder>;
}

const callable = (name: EndpointName): Callable => ({
  definition: endpoints[name],
  build: requestBuilder(name, endpoints[name]),
});
/** Made once for all clients: in a daemon every agent has one. */
const byMethod = (Object.keys(endpoints) as EndpointName[])
  .filter((name) => (endpoints[name] as EndpointDefinition).body !== "file")
  .map((name) => [name, callable(name)] as const);
const uploading = callable("upload");

/**
 * One method per endpoint of the table, for one agent. A call resolves with the table's output for any 2xx and rejects with an error of
 * `clientErrors` or `transportErrors`, or with the signal's reason; `outcomeOf` tells what a failure means for a write.
 */
export type Client = Methods & {
  /** POST /upload: one file, typed by the platform from its content. */
  upload(file: FileBody, options?: CallOptions): Promise<z.output<Endpoints["upload"]["output"]>>;
  /** The platform's clock as the answers so far tell it. */
  readonly serverTime: ServerTime;
};

export function createClient(options: ClientOptions): Client {
  const { transport, apiKey, clock, random } = options;
  const logger = options.logger ?? silentLogger;
  const redactor = new Redactor();
  redactor.add(apiKey);
  const serverTime = new ServerTime(clock);
  const send = compose(
    [
      authenticate(apiKey),
      idempotency(random),
      retry({ policy: options.retry ?? defaultRetryPolicy, clock, random, logger }),
      decode,
      refuse(clock, redactor),
      ...(options.beforeAttempt ?? []),
      observeTime(clock, serverTime),
      deadline(clock, options.timeoutMs ?? 30_000),
    ],
    (call) => transport.send(call.request, call.signal),
  );

  const method =
    ({ definition, build }: Callable) =>
    async (input: Readonly<Record<string, unknown>> = {}, callOptions: CallOptions = {}, file?: FileBody): Promise<unknown> => {
      const { signal = new AbortController().signal, idempotencyKey } = callOptions;
      signal.throwIfAborted();
      const request = build(input);
      const headers = idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey };
      return (await send({ request: { ...request, headers, ...(file && { upload: file }) }, definition, signal })).body;
    };
  const methods = byMethod.map(([name, made]) => [name, method(made)]);
  const sendFile = method(uploading);
  const upload = (file: FileBody, options?: CallOptions) => sendFile({}, options, file) as ReturnType<Client["upload"]>;
  return { ...(Object.fromEntries(methods) as Methods), upload, serverTime };
}
