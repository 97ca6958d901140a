import type { Clock } from "../../base/clock.ts";
import { errorCode } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import type { EndpointDefinition } from "../../protocol/endpoint.ts";
import type { Interceptor } from "../interceptor.ts";
import { Allowance, type Place } from "./allowance.ts";
import { keptSharesOf, priorityOf } from "./priority.ts";
import { RequestQueue } from "./request-queue.ts";
import { toldBy } from "./told.ts";

type Cost = EndpointDefinition["cost"];

export interface RateSchedulerOptions {
  /** Whole, at least 1; what may be spent, lowered by what replies say. */
  readonly readsPerMinute: number;
  readonly writesPerMinute: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** One kind of requests at this moment, for people and metrics. */
export interface RateState {
  /** Requests per minute as far as is known now. */
  readonly limit: number;
  /** Requests that the platform may be counting. */
  readonly spent: number;
  readonly waiting: number;
  /** Answers 429, ever. */
  readonly refusals: number;
}

interface Kind {
  readonly allowance: Allowance;
  readonly queue: RequestQueue;
  refusals: number;
}

/** Paces the requests of everybody who shares one budget at the platform: each waits for its turn, and every answer is learned from. */
export class RateScheduler {
  readonly #options: RateSchedulerOptions;
  readonly #kinds: Readonly<Record<Cost, Kind>>;

  constructor(options: RateSchedulerOptions) {
    this.#options = options;
    const kind = (cost: Cost, perMinute: number): Kind => {
      const allowance = new Allowance({ perMinute, keptShares: keptSharesOf(cost), nowMs: options.clock.now() });
      return { allowance, queue: new RequestQueue(allowance, options.clock), refusals: 0 };
    };
    this.#kinds = { read: kind("read", options.readsPerMinute), write: kind("write", options.writesPerMinute) };
  }

  state(cost: Cost): RateState {
    const { allowance, queue, refusals } = this.#kinds[cost];
    const nowMs = this.#options.clock.now();
    return { limit: allowance.limit(nowMs), spent: allowance.spent(nowMs), waiting: queue.waiting, refusals };
  }

  /** For `ClientOptions.beforeAttempt`: every attempt waits for its own place, and its signal ends the waiting. */
  readonly pace: Interceptor = async (call, next) => {
    const { endpoint } = call.request;
    const { cost } = call.definition;
    const { allowance, queue } = this.#kinds[cost];
    const place = await queue.enter(priorityOf[endpoint], call.signal);
    try {
      call.signal.throwIfAborted();
    } catch (reason) {
      allowance.notSent(place);
      queue.look();
      throw reason;
    }
    try {
      const { status, headers, body } = await next(call);
      const told = toldBy(headers, this.#options.clock.now());
      if (status === 429) this.#refused(cost, place, told, endpoint);
      else allowance.accepted(place, told, this.#options.clock.now());
      return { status, headers, body };
    } catch (thrown) {
      if (errorCode(thrown) === "unreachable") allowance.notSent(place);
      else allowance.lost(place, this.#options.clock.now());
      throw thrown;
    } finally {
      queue.look();
    }
  };

  #refused(cost: Cost, place: Place, told: ReturnType<typeof toldBy>, endpoint: string): void {
    const kind = this.#kinds[cost];
    kind.refusals++;
    const surprise = kind.allowance.refused(place, told, this.#options.clock.now());
    const fields = { endpoint, cost, spentBefore: place.spentBefore, waitMs: told.waitMs, ...this.state(cost) };
    if (surprise) this.#options.logger.warn(fields, "the platform counts more requests than we made, or allows fewer");
  }
}
