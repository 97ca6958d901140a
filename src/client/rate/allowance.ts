import { FixedWindows } from "./fixed-windows.ts";
import { Limit } from "./limit.ts";
import { type Priority, priorities } from "./priority.ts";
import { Spent } from "./spent.ts";
import type { Told } from "./told.ts";
import { windowMs } from "./window.ts";

/** No reply makes us wait longer than its window and the second that its `Date` may be late. */
const longestHoldMs = 65_000;
/** After a refusal that does not say how long; doubled for each further one in a row. */
const firstHoldMs = 5_000;
/** Two windows whose ends differ by less are the same one. */
const blurMs = 2_000;

export interface AllowanceOptions {
  /** The most requests that may be sent in a minute. */
  readonly perMinute: number;
  /** The part of the limit that is kept for each priority. */
  readonly keptShares: Readonly<Record<Priority, number>>;
  readonly nowMs: number;
}

/** A request that was let go; give it back through exactly one of `Allowance.accepted`, `.refused`, `.lost`, `.notSent`. */
export interface Place {
  readonly priority: Priority;
  readonly sentAtMs: number;
  /** What the server may have counted when it was sent, besides it. */
  readonly spentBefore: number;
}

/**
 * How many requests of one kind may be sent now. The rule that always holds: never more within any minute than the limit, counted from
 * sending to a minute after the answer, which keeps sliding windows and fixed ones of any phase alike. Beyond that it listens: a smaller
 * `remaining` means that others spend too, a refusal holds everything, and the ends of proven fixed windows renew the budget at once.
 */
export class Allowance {
  readonly #spent = new Spent();
  readonly #keptShares: Readonly<Record<Priority, number>>;
  readonly #limit: Limit;
  readonly #windows = new FixedWindows();
  /** The lowest `remaining` told in the present window, less what was sent since and gave no figure. */
  #left = { remaining: Number.POSITIVE_INFINITY, untilMs: Number.NEGATIVE_INFINITY };
  #heldUntilMs = Number.NEGATIVE_INFINITY;
  #refusedAtMs = Number.NEGATIVE_INFINITY;
  /** Times a request that was sent after all earlier refusals was refused, since the last one that was not. */
  #refusalsInARow = 0;

  constructor({ perMinute, keptShares, nowMs }: AllowanceOptions) {
    this.#keptShares = keptShares;
    this.#limit = new Limit(perMinute, nowMs);
  }

  limit(nowMs: number): number {
    return this.#limit.at(nowMs);
  }

  spent(nowMs: number): number {
    return this.#spent.total(nowMs);
  }

  /** Requests that may be sent now, whoever sends them. */
  room(nowMs: number): number {
    if (nowMs < this.#heldUntilMs) return 0;
    const left = nowMs < this.#left.untilMs ? this.#left.remaining - this.#spent.inFlight : Number.POSITIVE_INFINITY;
    const feeler = this.#isFeeling ? 1 - this.#spent.inFlight : Number.POSITIVE_INFINITY;
    return Math.max(0, Math.min(this.limit(nowMs) - this.spent(nowMs), left, feeler));
  }

  /**
   * Room for this priority after what is kept for others: for those above it, and for those of `waiting` below it (`afterAll`);
   * only for those above it that do not wait (`afterAbsent`).
   */
  roomFor(
    priority: Priority,
    waiting: ReadonlySet<Priority>,
    nowMs: number,
  ): { readonly afterAll: number; readonly afterAbsent: number } {
    const rank = priorities.indexOf(priority);
    let afterAll = this.room(nowMs);
    // Else polls, for which next to nothing is kept, would not feel the way at all.
    if (this.#isFeeling) return { afterAll, afterAbsent: afterAll };
    let afterAbsent = afterAll;
    for (const [index, other] of priorities.entries()) {
      const kept = this.#kept(other, nowMs);
      if (index < rank || (index > rank && waiting.has(other))) afterAll -= kept;
      if (index < rank && !waiting.has(other)) afterAbsent -= kept;
    }
    return { afterAll, afterAbsent };
  }

  /** When there may be more room though no answer comes; undefined when only an answer can make some. */
  nextChangeMs(nowMs: number): number | undefined {
    const times = [this.#spent.nextExpiryMs(nowMs), this.#heldUntilMs, this.#left.untilMs, this.#limit.nextChangeMs];
    const later = times.filter((time) => time !== undefined && time > nowMs) as number[];
    return later.length === 0 ? undefined : Math.min(...later);
  }

  begin(priority: Priority, nowMs: number): Place {
    const place = { priority, sentAtMs: nowMs, spentBefore: this.spent(nowMs) };
    this.#spent.begin(priority);
    return place;
  }

  /** Any answer but a refusal for the rate. */
  accepted(place: Place, told: Told, nowMs: number): void {
    const window = this.#listen(told, nowMs);
    if (window && told.remaining !== undefined) {
      const counted = told.limit === undefined ? undefined : told.limit - told.remaining;
      this.#windows.heard({ sentAtMs: place.sentAtMs, counted, isNew: window.isNew }, nowMs);
    }
    const endMs = window?.endMs;
    const fullMs = nowMs + windowMs;
    const expiresAtMs = this.#windows.proven && endMs !== undefined && endMs > nowMs ? Math.min(endMs, fullMs) : fullMs;
    this.#spent.end(place.priority, expiresAtMs);
    this.#limit.accept(this.#spent.counted(nowMs));
    if (place.sentAtMs >= this.#refusedAtMs) this.#refusalsInARow = 0;
  }

  /** A 429. Answers whether there should have been room, and it tells something new. */
  refused(place: Place, told: Told, nowMs: number): boolean {
    this.#spent.cancel(place.priority);
    this.#listen(told, nowMs);
    const surprise = place.sentAtMs >= this.#refusedAtMs;
    if (this.#windows.proven) {
      this.#windows.refute();
      this.#limit.restart(nowMs);
    } else {
      this.#limit.refuse({ accepted: place.spentBefore, surprise }, nowMs);
    }
    this.#refusedAtMs = nowMs;
    if (surprise) this.#refusalsInARow++;
    const holdMs = Math.min(told.waitMs ?? firstHoldMs * 2 ** Math.min(Math.max(this.#refusalsInARow - 1, 0), 10), longestHoldMs);
    this.#heldUntilMs = Math.max(this.#heldUntilMs, nowMs + holdMs);
    return surprise;
  }

  /** Sent, and nobody knows whether it arrived. */
  lost(place: Place, nowMs: number): void {
    this.#spent.end(place.priority, nowMs + windowMs);
    this.#left.remaining--;
  }

  notSent(place: Place): void {
    this.#spent.cancel(place.priority);
  }

  /** After a refusal one request, whoever's, feels the way for the others. */
  get #isFeeling(): boolean {
    return this.#refusalsInARow > 0;
  }

  #kept(priority: Priority, nowMs: number): number {
    const share = Math.floor(this.limit(nowMs) * this.#keptShares[priority]);
    return Math.max(0, share - this.#spent.by(priority, nowMs));
  }

  /** Takes in what any reply tells; answers the window it belongs to. */
  #listen({ limit, remaining, resetAtMs }: Told, nowMs: number): ReturnType<FixedWindows["observe"]> | undefined {
    if (limit !== undefined) this.#limit.tell(limit);
    const window = resetAtMs === undefined ? undefined : this.#windows.observe(resetAtMs);
    if (remaining === undefined) {
      this.#left.remaining--;
      return window;
    }
    const untilMs = Math.min(window?.endMs ?? nowMs + windowMs, nowMs + longestHoldMs);
    const isOld = untilMs < this.#left.untilMs - blurMs;
    if (!window || window.isNew || nowMs >= this.#left.untilMs) this.#left = { remaining, untilMs };
    else if (!isOld) this.#left = { remaining: Math.min(remaining, this.#left.remaining), untilMs };
    return window;
  }
}
