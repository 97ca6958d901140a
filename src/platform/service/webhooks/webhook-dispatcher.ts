import { AsyncResource } from "node:async_hooks";
import PQueue from "p-queue";
import type { Clock, Timer } from "../../../base/clock.ts";
import type { Logger } from "../../../base/logger.ts";
import { settledSoon, waitOutside } from "../../../base/outside.ts";
import { below, chance } from "../../../base/random.ts";
import { ScaledClock } from "../../../base/scaled-clock.ts";
import type { GroupCommit } from "../../../base/sqlite/group-commit.ts";
import { settleWebhook } from "../../market/actions/settle-webhook.ts";
import type { Market } from "../../market/market.ts";
import type { WebhookDelivery } from "../../market/webhook-outbox.ts";
import type { WebhookCaller } from "./webhook-caller.ts";
import type { WebhookManners } from "./webhook-manners.ts";

export interface WebhookDispatcherOptions {
  readonly market: Market;
  readonly commits: GroupCommit;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly caller: WebhookCaller;
  readonly manners: WebhookManners;
}

/** How long a receiver may take, on the server's clock (PLATFORM row 29). */
const timeoutMs = 10_000;
/** What it has in any case on a clock that runs ahead: the receiver's network and program do not. */
const leastRealMs = 1_000;
/** Receivers called at the same time; each of them gets one call at a time, so that a slow one delays only itself. */
const lanes = 32;

/** Empties the outbox: at once after every commit that filled it, and when a retry is due. */
export class WebhookDispatcher {
  readonly #options: WebhookDispatcherOptions;
  readonly #queue = new PQueue({ concurrency: lanes });
  readonly #running = new Map<number, Promise<void>>();
  readonly #stopping = new AbortController();
  // Calls are nobody's in particular: not the participant's that caused them, nor the request's.
  readonly #scope = new AsyncResource("webhooks");
  #timer: Timer | undefined;
  #stopped = false;

  constructor(options: WebhookDispatcherOptions) {
    this.#options = options;
    options.market.webhooks.onAdded(() => this.#scope.runInAsyncScope(() => this.#wake(options.market.webhooks.takeTouched())));
  }

  /** Takes over what an earlier process left. */
  start(): void {
    this.#scope.runInAsyncScope(() => this.#wake(this.#options.market.webhooks.dueAgents(this.#options.clock.now())));
  }

  /** Where the profile wants webhooks to come before the reply: settles when the calls under way are over, or take their time. */
  beforeReply(): Promise<unknown> | undefined {
    if (!this.#options.manners.beforeReply || this.#running.size === 0) return undefined;
    return this.#options.clock.idle(settledSoon(Promise.all(this.#running.values())));
  }

  /** Lets calls under way end if they do so soon; what is not over then stays in the outbox for the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    const running = Promise.all(this.#running.values());
    if (!(await settledSoon(running))) this.#stopping.abort(new Error("The server stops"));
    await running;
    await this.#options.caller.close();
  }

  #wake(agents: Iterable<number>): void {
    if (this.#stopped) return;
    for (const agent of agents) {
      if (this.#running.has(agent)) continue;
      const { clock, logger } = this.#options;
      const lane = this.#queue
        .add(() => clock.work("webhooks", () => this.#empty(agent)))
        .catch((error: unknown) => logger.error({ err: error }, "Sending webhooks failed"))
        .finally(() => this.#running.delete(agent));
      this.#running.set(agent, lane);
    }
    this.#arm();
  }

  async #empty(agent: number): Promise<void> {
    const { market, clock, manners } = this.#options;
    while (!this.#stopped) {
      const nowMs = clock.now();
      const skip = manners.shuffled ? below(market.random, market.webhooks.countDue(agent, nowMs)) : 0;
      const delivery = market.webhooks.next({ agent, nowMs, skip });
      if (!delivery) break;
      await this.#try(delivery);
    }
    // In the same turn as the last look, so that whatever comes now finds no lane and makes its own.
    this.#running.delete(agent);
    if (!this.#stopped) this.#arm();
  }

  async #try(delivery: WebhookDelivery): Promise<void> {
    const { market, commits, clock, logger, manners } = this.#options;
    const result = await this.#call(delivery);
    if (result.arrived && chance(market.random, manners.duplicateRate)) await this.#call(delivery);
    if (!result.arrived && this.#stopping.signal.aborted) return;
    const outcome = await commits.commit(() => settleWebhook(market, delivery, result.arrived, clock.now()));
    if (!result.arrived) {
      logger.warn(
        { delivery: delivery.id, attempt: delivery.attempts + 1, outcome, problem: result.problem },
        "A webhook did not arrive",
      );
    }
  }

  async #call(delivery: WebhookDelivery) {
    const { clock, caller } = this.#options;
    await caller.open();
    const deadline = clock.deadline(timeoutOn(clock), this.#stopping.signal);
    try {
      return await waitOutside(clock, caller.call(delivery, deadline.signal));
    } finally {
      deadline.cancel();
    }
  }

  #arm(): void {
    const { market, clock } = this.#options;
    const nowMs = clock.now();
    const nextMs = market.webhooks.earliestAfterMs(nowMs);
    this.#timer?.cancel();
    this.#timer =
      nextMs === undefined ? undefined : clock.after(nextMs - nowMs, () => this.#wake(market.webhooks.dueAgents(clock.now())));
  }
}

function timeoutOn(clock: Clock): number {
  return clock instanceof ScaledClock ? Math.max(timeoutMs, leastRealMs * clock.factor) : timeoutMs;
}
