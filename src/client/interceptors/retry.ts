import { type Backoff, fullJitterMs } from "../../base/backoff.ts";
import type { Clock } from "../../base/clock.ts";
import { isUpclawsError, type UpclawsError } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import type { Random } from "../../base/random.ts";
import { outcomeOf } from "../failure.ts";
import type { Call, Interceptor } from "../interceptor.ts";

export interface RetryPolicy {
  /** Requests per call, the first included; 1 = never retry. */
  readonly maxAttempts: number;
  readonly backoff: Backoff;
  /** The longest wait a reply may ask for; a longer one is cut to this. */
  readonly maxRetryAfterMs: number;
}

/** The rate windows of the platform last a minute (PLATFORM row 38), and its `Date` is up to a second old. */
export const defaultRetryPolicy: RetryPolicy = {
  maxAttempts: 4,
  backoff: { baseMs: 500, maxMs: 10_000 },
  maxRetryAfterMs: 65_000,
};

export interface RetryOptions {
  readonly policy: RetryPolicy;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/**
 * Repeats a read, or a write that may be carried out twice, after any retryable failure; any other write only when it certainly was not carried
 * out: an unknown outcome is for the engine, which reads back. Waits what the reply asks for, plus full jitter. The last failure is passed on.
 */
export function retry(options: RetryOptions): Interceptor {
  const { policy, clock, random, logger } = options;
  return async (call, next) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await next(call);
      } catch (thrown) {
        if (attempt >= policy.maxAttempts || !mayRepeat(call, thrown)) throw thrown;
        const delayMs = askedMs(thrown, policy) + fullJitterMs(attempt, policy.backoff, random);
        const { endpoint } = call.request;
        logger.debug(
          { endpoint, code: thrown.code, status: thrown.details.status, attempt, delayMs },
          "request failed, will retry",
        );
        await clock.sleep(delayMs, call.signal);
      }
    }
  };
}

function mayRepeat(call: Call, thrown: unknown): thrown is UpclawsError {
  if (!isUpclawsError(thrown) || !thrown.retryable || call.signal.aborted) return false;
  const { cost, repeatable = false } = call.definition;
  return cost === "read" || repeatable || outcomeOf(thrown) === "not_carried_out";
}

function askedMs(thrown: UpclawsError, policy: RetryPolicy): number {
  const asked = thrown.details.retryAfterMs;
  return typeof asked === "number" ? Math.min(asked, policy.maxRetryAfterMs) : 0;
}
