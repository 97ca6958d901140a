import type { Clock } from "../base/clock.ts";
import type { Client } from "../client/client.ts";

/** Notification ids that are committed here and still unread there. */
export interface AcknowledgementOptions {
  readonly client: Client;
  readonly clock: Clock;
  /** How long acknowledgements of short pages may wait, to share one write; at most 60 s (DESIGN section 2). */
  readonly maxWaitMs: number;
}

const batchLimit = 100;

/**
 * Acknowledges by id, never `mark_all`: that would mark what arrived in between. Losing this queue costs nothing, because the inbox
 * knows the ids; waiting saves write budget.
 */
export class Acknowledgements {
  readonly #options: AcknowledgementOptions;
  readonly #pending = new Set<string>();
  #oldestAtMs = 0;

  constructor(options: AcknowledgementOptions) {
    this.#options = options;
  }

  get pending(): number {
    return this.#pending.size;
  }

  add(ids: readonly string[]): void {
    if (this.#pending.size === 0) this.#oldestAtMs = this.#options.clock.now();
    for (const id of ids) this.#pending.add(id);
  }

  /** Sends what is due, or everything with `now`. What could not be sent stays pending; rejects with the call's error. */
  async flush({ now, signal }: { readonly now: boolean; readonly signal: AbortSignal }): Promise<void> {
    const { client, clock, maxWaitMs } = this.#options;
    const due = now || this.#pending.size >= batchLimit || clock.now() - this.#oldestAtMs >= maxWaitMs;
    while (due && this.#pending.size > 0) {
      const batch = [...this.#pending].slice(0, batchLimit);
      await client.markNotifications({ notification_ids: batch }, { signal });
      for (const id of batch) this.#pending.delete(id);
    }
  }
}
