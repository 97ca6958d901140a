import type { Clock, Timer } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { GroupCommit } from "../../base/sqlite/group-commit.ts";
import { VirtualClock } from "../../base/virtual-clock.ts";
import { autoApproveDue } from "../market/actions/auto-approve.ts";
import type { Market } from "../market/market.ts";

export interface AutoApprovalOptions {
  readonly market: Market;
  readonly commits: GroupCommit;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Orders per transaction: a month's worth coming due at once must not become one endless write. */
const batchSize = 500;

/**
 * The 72 hours (PLATFORM row 12): one timer for the earliest deadline, and `settle` on access, so that at t ≥ deadline the auto-approval
 * wins even when the timer has not fired yet.
 */
export class AutoApproval {
  readonly #options: AutoApprovalOptions;
  #timer: Timer | undefined;
  #armedForMs = Number.POSITIVE_INFINITY;
  #heldSinceMs: number | undefined;
  #stopped = false;

  constructor(options: AutoApprovalOptions) {
    this.#options = options;
  }

  isDue(nowMs: number): boolean {
    return this.#options.market.deadlines.earliestMs <= nowMs;
  }

  /** Takes the deadlines over from the database; what came due while nobody was there completes now. */
  async start(): Promise<void> {
    await this.settle(this.#options.clock.now());
  }

  /** Completes everything due at `nowMs`. Concurrent calls are harmless: the second finds nothing. */
  async settle(nowMs: number): Promise<void> {
    const { market, commits } = this.#options;
    const due = { nowMs, sinceMs: this.#heldSinceMs ?? nowMs, limit: batchSize };
    while ((await commits.commit(() => autoApproveDue(market, due))) === batchSize);
    this.#heldSinceMs = undefined;
    market.deadlines.reset(market.orders.earliestDeadlineMs());
    this.arm();
  }

  /** To be called after writes: a delivery may have brought an earlier deadline than the timer's. */
  arm(): void {
    const { earliestMs } = this.#options.market.deadlines;
    if (this.#stopped || earliestMs === this.#armedForMs) return;
    this.#armFor(earliestMs);
  }

  #armFor(atMs: number): void {
    const { clock } = this.#options;
    this.#timer?.cancel();
    this.#armedForMs = atMs;
    this.#timer = atMs === Number.POSITIVE_INFINITY ? undefined : clock.after(atMs - clock.now(), () => this.#fire());
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  #fire(): void {
    const { clock, logger } = this.#options;
    this.#armedForMs = Number.POSITIVE_INFINITY;
    const lastMs = this.#lastUnnoticedMs();
    if (lastMs > clock.now()) {
      this.#heldSinceMs ??= clock.now();
      this.#armFor(lastMs);
      return;
    }
    clock
      .work("auto-approval", () => this.settle(clock.now()))
      .catch((error: unknown) => logger.error({ err: error }, "Auto-approval failed"));
  }

  /**
   * Until when deadlines may wait for each other, to be one commit instead of thousands: on a clock that is moved by hand, as far as nothing else
   * happens and nobody would be told meanwhile. Whoever asks sooner has them settled first (`isDue`), and each keeps its own time.
   */
  #lastUnnoticedMs(): number {
    const { market, clock } = this.#options;
    const nowMs = clock.now();
    if (!(clock instanceof VirtualClock) || market.notified.heard || market.webhooks.hasReceivers) return nowMs;
    return market.orders.latestDeadlineMs(clock.quietUntilMs()) ?? nowMs;
  }
}
