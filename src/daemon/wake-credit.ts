/** Wakes that are answered at once after a quiet time. */
const burst = 5;

/**
 * How often waking may cause a poll: a few times at once, and in the long run once per `intervalMs`; anybody may send a webhook, and
 * strangers must not spend the read budget (PLATFORM row 29). A leaky bucket as in the "generic cell rate algorithm".
 */
export class WakeCredit {
  readonly #intervalMs: number;
  #paidUntilMs = Number.NEGATIVE_INFINITY;

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  /** When the next wake may cause a poll; not after `nowMs` means at once. */
  get availableAtMs(): number {
    return this.#paidUntilMs - (burst - 1) * this.#intervalMs;
  }

  spend(nowMs: number): void {
    this.#paidUntilMs = Math.max(this.#paidUntilMs, nowMs) + this.#intervalMs;
  }
}
