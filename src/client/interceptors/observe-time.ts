import type { Clock } from "../../base/clock.ts";
import type { Interceptor } from "../interceptor.ts";
import type { ServerTime } from "../server-time.ts";

/** Feeds the `Date` header of every answer, refusals included, to `serverTime`. */
export function observeTime(clock: Clock, serverTime: ServerTime): Interceptor {
  return async (call, next) => {
    const sentAtMs = clock.now();
    const response = await next(call);
    serverTime.observe(response.headers.date, sentAtMs, clock.now());
    return response;
  };
}
