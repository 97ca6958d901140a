import type { Clock } from "../../base/clock.ts";
import { isUpclawsError } from "../../base/errors.ts";
import { clientError } from "../errors.ts";
import type { Interceptor } from "../interceptor.ts";

/** Bounds one attempt: rejects with `request_timeout` after `timeoutMs`; an abort by the caller keeps its own reason. */
export function deadline(clock: Clock, timeoutMs: number): Interceptor {
  return async (call, next) => {
    const limit = clock.deadline(timeoutMs, call.signal);
    try {
      return await next({ ...call, signal: limit.signal });
    } catch (thrown) {
      // What the transport or a reply already told is more exact than "too late".
      if (!limit.expired || call.signal.aborted || isUpclawsError(thrown)) throw thrown;
      const { endpoint } = call.request;
      throw clientError("request_timeout", `${endpoint}: no answer within ${timeoutMs} ms`, { endpoint, timeoutMs }, thrown);
    } finally {
      limit.cancel();
    }
  };
}
