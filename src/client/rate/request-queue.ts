import type { Clock, Timer } from "../../base/clock.ts";
import type { Allowance, Place } from "./allowance.ts";
import { type Priority, priorities } from "./priority.ts";

/** Whoever waits longer than this goes before its betters, in turn with them. */
const patienceMs = 300_000;

interface Waiter {
  readonly priority: Priority;
  readonly sinceMs: number;
  go(place: Place): void;
}

/**
 * The queue before one allowance: by priority, first come first served within one. Nobody waits for ever: shares are kept for whoever waits, and
 * every second request goes to the one that has waited longest once that is too long.
 */
export class RequestQueue {
  readonly #allowance: Allowance;
  readonly #clock: Clock;
  readonly #lines: Readonly<Record<Priority, Set<Waiter>>> = {
    order: new Set(),
    acknowledge: new Set(),
    intake: new Set(),
    bulk: new Set(),
  };
  #timer: (Timer & { readonly atMs: number }) | undefined;
  #favoured = false;

  constructor(allowance: Allowance, clock: Clock) {
    this.#allowance = allowance;
    this.#clock = clock;
  }

  get waiting(): number {
    const { order, acknowledge, intake, bulk } = this.#lines;
    return order.size + acknowledge.size + intake.size + bulk.size;
  }

  /** Answers at once when the request may be sent now, else when it may; give the place back. Rejects with the signal's reason, having left the queue. */
  enter(priority: Priority, signal: AbortSignal): Place | Promise<Place> {
    signal.throwIfAborted();
    return this.#atOnce(priority) ?? this.#wait(priority, signal);
  }

  /** Undefined when others wait, or when there is no room. */
  #atOnce(priority: Priority): Place | undefined {
    const nowMs = this.#clock.now();
    if (this.waiting > 0 || this.#allowance.room(nowMs) < 1) return undefined;
    const { afterAll, afterAbsent } = this.#allowance.roomFor(priority, new Set([priority]), nowMs);
    if (afterAll < 1 && afterAbsent < 1) return undefined;
    this.#favoured = false;
    return this.#allowance.begin(priority, nowMs);
  }

  async #wait(priority: Priority, signal: AbortSignal): Promise<Place> {
    const { promise, resolve, reject } = Promise.withResolvers<Place>();
    const waiter: Waiter = { priority, sinceMs: this.#clock.now(), go: resolve };
    const leave = () => {
      if (!this.#lines[priority].delete(waiter)) return;
      reject(signal.reason);
      this.look();
    };
    signal.addEventListener("abort", leave, { once: true });
    this.#lines[priority].add(waiter);
    this.look();
    try {
      return await this.#clock.idle(promise);
    } finally {
      signal.removeEventListener("abort", leave);
    }
  }

  /** Lets go whoever may; to be called whenever a place was given back. */
  look(): void {
    if (this.waiting === 0 && !this.#timer) return;
    const nowMs = this.#clock.now();
    for (let next = this.#next(nowMs); next; next = this.#next(nowMs)) {
      this.#lines[next.priority].delete(next);
      next.go(this.#allowance.begin(next.priority, nowMs));
    }
    this.#lookAgainAt(this.#nextChangeMs(nowMs), nowMs);
  }

  #lookAgainAt(atMs: number | undefined, nowMs: number): void {
    if (this.#timer?.atMs === atMs) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    if (atMs === undefined) return;
    const timer = this.#clock.after(atMs - nowMs, () => {
      this.#timer = undefined;
      this.look();
    });
    this.#timer = { atMs, cancel: () => timer.cancel() };
  }

  #next(nowMs: number): Waiter | undefined {
    const heads = this.#heads();
    if (heads.length === 0 || this.#allowance.room(nowMs) < 1) return undefined;
    const inOrder = this.#inOrder(heads, nowMs);
    const overdue = longestWaiting(heads.filter((head) => nowMs - head.sinceMs >= patienceMs));
    const favourite = overdue && (!this.#favoured || !inOrder) ? overdue : undefined;
    if (favourite || inOrder) this.#favoured = favourite !== undefined;
    return favourite ?? inOrder;
  }

  /** What is kept for others who wait gives way when it stops them all, as it does when little is left. */
  #inOrder(heads: readonly Waiter[], nowMs: number): Waiter | undefined {
    const waiting = new Set(heads.map((head) => head.priority));
    const rooms = heads.map((head) => ({ head, ...this.#allowance.roomFor(head.priority, waiting, nowMs) }));
    return (rooms.find(({ afterAll }) => afterAll >= 1) ?? rooms.find(({ afterAbsent }) => afterAbsent >= 1))?.head;
  }

  /** The first of each priority that has any, most urgent first. */
  #heads(): readonly Waiter[] {
    return priorities.flatMap((priority) => {
      const head = this.#lines[priority].values().next().value;
      return head ? [head] : [];
    });
  }

  #nextChangeMs(nowMs: number): number | undefined {
    const heads = this.#heads();
    if (heads.length === 0) return undefined;
    const overdueMs = heads.map((head) => head.sinceMs + patienceMs).filter((time) => time > nowMs);
    const times = [this.#allowance.nextChangeMs(nowMs), ...overdueMs].filter((time) => time !== undefined);
    return times.length === 0 ? undefined : Math.min(...times);
  }
}

function longestWaiting(waiters: readonly Waiter[]): Waiter | undefined {
  return waiters.reduce<Waiter | undefined>(
    (first, waiter) => (first && first.sinceMs <= waiter.sinceMs ? first : waiter),
    undefined,
  );
}
