// The typed client's public API, `upclaws/client`: for programs that talk to the marketplace without the daemon.

export type { Clock } from "../base/clock.ts";
export { isUpclawsError, UpclawsError } from "../base/errors.ts";
export type { Logger } from "../base/logger.ts";
export { type Random, systemRandom } from "../base/random.ts";
export { RealClock } from "../base/real-clock.ts";
export type { OrderRow } from "../protocol/entities/order.ts";
export type { FileBody } from "../protocol/file-body.ts";
export type { ApiRequest, ApiResponse, Transport } from "../protocol/transport.ts";
export { type Client, type ClientOptions, createClient } from "./client.ts";
export { type ConnectedClient, type ConnectOptions, connect } from "./connect.ts";
export { isRefusal, type Outcome, outcomeOf } from "./failure.ts";
export { createHttpTransport, type HttpTransportOptions } from "./http-transport.ts";
export type { Call, Interceptor, Send } from "./interceptor.ts";
export type { RetryPolicy } from "./interceptors/retry.ts";
export type { CallableName, CallInput, CallOptions, CallOutput } from "./methods.ts";
export { allOrders, type OrderFilter } from "./pages.ts";
