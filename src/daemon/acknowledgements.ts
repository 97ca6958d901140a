import type { Clock } from "../base/clock.ts";
import type { Client } from "../client/client.ts";

/** Notification ids that are committed here and still unread there. */
export interface AcknowledgementOptions {
  readonly client: Pick<Client, "markNotifications">;
  readonly clock: Clock;
  /** How long acknowledgements of short pages may wait, to share one write; 60,000 by default, the most there is (DESIGN section 2). */
  readonly maxWaitMs?: number;
}

export interface FlushOptions {
  /** Send everything, due or not. */
  readonly now: boolean;
  /** How long until the next flush: what would be overdue by then is due. 0 by default. */
  readonly nextInMs?: number;
  readonly signal: AbortSignal;
}

const batchLimit = 100;
const longestWaitMs = 60_000;

/**
 * Acknowledges by id, never `mark_all`: that would mark what arrived in between. Losing this queue costs nothing, because the inbox
 * knows the ids; waiting saves write budget: one write a minute of the twenty, however much arrives.
 */
export class Acknowledgements {
  readonly #options: AcknowledgementOptions;
  readonly #maxWaitMs: number;
  /** Id → when it was added; oldest first. */
  readonly #pending = new Map<string, number>();
  #sending: Promise<void> | undefined;

  constructor(options: AcknowledgementOptions) {
    this.#options = options;
    this.#maxWaitMs = Math.min(options.maxWaitMs ?? longestWaitMs, longestWaitMs);
  }

  get pending(): number {
    return this.#pending.size;
  }

  add(ids: readonly string[]): void {
    const nowMs = this.#options.clock.now();
    for (const id of ids) if (!this.#pending.has(id)) this.#pending.set(id, nowMs);
  }

  /**
   * Sends what is due, or everything with `now`; what is added meanwhile waits its own time. What could not be sent stays pending; rejects
   * with the call's error. One at a time: while another one is under way, it waits for that with `now`, and does nothing without.
   */
  async flush({ now, nextInMs = 0, signal }: FlushOptions): Promise<void> {
    const { clock } = this.#options;
    if (this.#sending !== undefined && !now) return;
    while (this.#sending !== undefined) await clock.idle(this.#sending.catch(() => undefined));
    if (!now && !this.isDueBy(clock.now() + nextInMs)) return;
    this.#sending = this.#send([...this.#pending.keys()], signal);
    try {
      await this.#sending;
    } finally {
      this.#sending = undefined;
    }
  }

  /** Would a flush after that time be too late for what is pending? */
  isDueBy(nextMs: number): boolean {
    const [oldestMs] = this.#pending.values();
    return oldestMs !== undefined && (this.#pending.size >= batchLimit || nextMs - oldestMs >= this.#maxWaitMs);
  }

  async #send(ids: readonly string[], signal: AbortSignal): Promise<void> {
    for (let from = 0; from < ids.length; from += batchLimit) {
      const batch = ids.slice(from, from + batchLimit);
      await this.#options.client.markNotifications({ notification_ids: batch }, { signal });
      for (const id of batch) this.#pending.delete(id);
    }
  }
}
