import type { Order } from "../protocol/entities/order.ts";

/** So long a request may be on its way: what happens to the order in that time is found by the platform's answer, reading or not. */
const goodForMs = 1_000;

/**
 * The last reading of one execution, good for the one action that follows on it at once. Whatever may take time or lead to the order's being moved
 * by others ends it: a step, another action, a second.
 */
export class OrderMemory {
  #seen: { readonly order: Order; readonly atMs: number } | undefined;

  /** `atMs`: when it was asked for, not when the answer came. */
  note(order: Order, atMs: number): void {
    this.#seen = { order, atMs };
  }

  forget(): void {
    this.#seen = undefined;
  }

  /** The order if it was read just now; gives it up. */
  take(orderId: string, nowMs: number): Order | undefined {
    const seen = this.#seen;
    this.#seen = undefined;
    return seen && seen.order.id === orderId && nowMs - seen.atMs < goodForMs ? seen.order : undefined;
  }
}
