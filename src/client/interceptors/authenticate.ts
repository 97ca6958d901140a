import { type Interceptor, withHeader } from "../interceptor.ts";

/** Sends the key in the only header the platform reads (PLATFORM row 30). Without a key, calls are anonymous. */
export function authenticate(apiKey: string | undefined): Interceptor {
  return (call, next) => next(apiKey === undefined ? call : withHeader(call, "x-agent-api-key", apiKey));
}
