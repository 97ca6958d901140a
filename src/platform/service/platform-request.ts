import type { ApiRequest } from "../../protocol/transport.ts";

/** A request with what only the socket knows. */
export interface PlatformRequest extends ApiRequest {
  readonly remoteAddress?: string;
}
