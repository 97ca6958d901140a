import { errorFactory } from "../base/errors.ts";
import type { EndpointName } from "./endpoints/table.ts";
import type { FileBody } from "./file-body.ts";

/** One call of one endpoint, before it is bytes. Names, not URLs: the transport derives method and path from the table. */
export interface ApiRequest {
  readonly endpoint: EndpointName;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** JSON-ready, or undefined for none. */
  readonly body: unknown;
  /** For an endpoint whose body is `file`, in place of a body. */
  readonly upload?: FileBody;
  /** Lower-case names: x-agent-api-key, idempotency-key … */
  readonly headers: Readonly<Record<string, string>>;
}

export interface ApiResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; undefined when the body was empty or not JSON. */
  readonly body: unknown;
}

/**
 * One endpoint call in, one answer out, whatever the status. Rejects only when there is no answer: `unreachable` (nothing was sent),
 * `connection_lost` (sent, outcome unknown), or with the signal's reason when aborted (outcome unknown).
 */
export interface Transport {
  send(request: ApiRequest, signal: AbortSignal): Promise<ApiResponse>;
  close(): Promise<void>;
}

export const transportErrors = {
  unreachable: { summary: "The platform could not be reached; the request was not sent.", retryable: true },
  connection_lost: {
    summary: "The connection broke before an answer came; the request may have been carried out.",
    retryable: true,
  },
} as const;
export const transportError = errorFactory(transportErrors);
