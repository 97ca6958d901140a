import type { EndpointDefinition } from "../protocol/endpoint.ts";
import type { ApiRequest, ApiResponse } from "../protocol/transport.ts";

/** One logical call on its way to the transport. */
export interface Call {
  readonly request: ApiRequest;
  readonly definition: EndpointDefinition;
  readonly signal: AbortSignal;
}

export type Send = (call: Call) => Promise<ApiResponse>;

/** A cross-cutting concern of the client: may change the call, call `next` any number of times, and change or refuse the reply. */
export type Interceptor = (call: Call, next: Send) => Promise<ApiResponse>;

/** The first interceptor is the outermost; `send` is the innermost. */
export function compose(interceptors: readonly Interceptor[], send: Send): Send {
  return interceptors.reduceRight<Send>((next, interceptor) => (call) => interceptor(call, next), send);
}

/** The call with one more request header (lower-case name). */
export function withHeader(call: Call, name: string, value: string): Call {
  return { ...call, request: { ...call.request, headers: { ...call.request.headers, [name]: value } } };
}
