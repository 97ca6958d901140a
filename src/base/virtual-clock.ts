import { AsyncLocalStorage } from "node:async_hooks";
import TinyQueue from "tinyqueue";
import { type Timer, TimerClock } from "./clock.ts";
import { clockError } from "./clock-errors.ts";
import { pauseOfEventLoop, realNow, turnOfEventLoop } from "./event-loop-turn.ts";

interface Entry {
  readonly atMs: number;
  readonly sequence: number;
  readonly fire: () => void;
  cancelled: boolean;
}

/** One piece of work on the clock. Idle while at least one of its branches waits for time or for another participant. */
interface Participant {
  readonly name: string;
  waiting: number;
}

/** Participants that can be given up together. */
export type Crew = Set<Participant>;

export interface VirtualClockOptions {
  /** Epoch milliseconds at the start; 2026-01-01T00:00:00Z by default. */
  readonly startMs?: number;
  /** Real milliseconds without any activity after which busy participants are reported as stuck; 2,000 by default. */
  readonly stuckAfterMs?: number;
  /**
   * True where nothing but promises leads from one timer's consequences to the next: then no turn of the event loop is spent on looking for
   * more, unless a participant is busy. False by default.
   */
  readonly promisesOnly?: boolean;
}

/** With `promisesOnly`, the event loop gets its turn at least every so many timers: for progress, signals and messages of other threads. */
const timersPerTurn = 256;

/**
 * Discrete-event time: it moves only in `advanceTo`, `advanceBy` and `next`, from one due timer to the next, in the total order
 * (time, sequence of arming). Between two timers it lets every consequence settle: it goes on only when every participant
 * (see `Clock.work`) is idle, that is, blocked on this clock. A timer may lie between two milliseconds; `now` tells whole ones.
 */
export class VirtualClock extends TimerClock {
  #nowMs: number;
  #sequence = 0;
  readonly #stuckAfterMs: number;
  readonly #promisesOnly: boolean;
  readonly #timers = new TinyQueue<Entry>([], (a, b) => a.atMs - b.atMs || a.sequence - b.sequence);
  readonly #participants: Crew = new Set();
  #busy = 0;
  #abroad = 0;
  readonly #current = new AsyncLocalStorage<Participant>();
  /** Grows with everything a participant begins, ends or waits for: while it does, nobody is stuck. */
  #activity = 0;
  #sinceTurn = 0;
  /** Where the present advance ends. */
  #targetMs = Number.NEGATIVE_INFINITY;

  constructor(options: VirtualClockOptions = {}) {
    super();
    this.#nowMs = options.startMs ?? Date.UTC(2026, 0, 1);
    this.#stuckAfterMs = options.stuckAfterMs ?? 2_000;
    this.#promisesOnly = options.promisesOnly ?? false;
  }

  now(): number {
    return Math.floor(this.#nowMs);
  }

  /** Also between two milliseconds. */
  get preciseNowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, fire: () => void): Timer {
    return this.at(this.#nowMs + Math.max(delayMs, 0), fire);
  }

  /** Calls `fire` at that time, which may lie between two milliseconds; at once when it is over. */
  at(timeMs: number, fire: () => void): Timer {
    const entry: Entry = { atMs: Math.max(timeMs, this.#nowMs), sequence: this.#sequence++, fire, cancelled: false };
    this.#timers.push(entry);
    return {
      cancel: () => {
        entry.cancelled = true;
      },
    };
  }

  override soon(fire: () => void): void {
    queueMicrotask(fire);
  }

  override sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return this.idle(super.sleep(delayMs, signal));
  }

  work<T>(name: string, task: () => Promise<T>): Promise<T> {
    return this.workAmong(undefined, name, task);
  }

  /** `work` of somebody who may be given up with all his crew. */
  async workAmong<T>(crew: Crew | undefined, name: string, task: () => Promise<T>): Promise<T> {
    const participant: Participant = { name, waiting: 0 };
    this.#participants.add(participant);
    crew?.add(participant);
    this.#busy++;
    this.#activity++;
    try {
      return await this.idle(this.#current.run(participant, task));
    } finally {
      this.#leave(participant);
      crew?.delete(participant);
    }
  }

  /**
   * Waits for something outside of this process that takes real time and no virtual one: time stands still until it comes, and nobody counts as
   * stuck, however long that is.
   */
  async abroad<T>(wait: Promise<T>): Promise<T> {
    this.#abroad++;
    this.#activity++;
    try {
      return await wait;
    } finally {
      this.#abroad--;
      this.#activity++;
    }
  }

  /** Nobody waits for these any more, whatever they do. */
  giveUp(crew: Crew): void {
    for (const participant of crew) this.#leave(participant);
    crew.clear();
  }

  async idle<T>(wait: Promise<T>): Promise<T> {
    const participant = this.#current.getStore();
    if (!participant) return await wait;
    if (participant.waiting++ === 0 && this.#participants.has(participant)) this.#busy--;
    this.#activity++;
    try {
      return await wait;
    } finally {
      if (--participant.waiting === 0 && this.#participants.has(participant)) this.#busy++;
      this.#activity++;
    }
  }

  /** The time of the earliest pending timer, or undefined when nothing is armed. */
  nextAtMs(): number | undefined {
    while (this.#timers.peek()?.cancelled) this.#timers.pop();
    return this.#timers.peek()?.atMs;
  }

  /** The last whole millisecond of the present advance before any timer fires that is armed now; the present one where time does not move. */
  quietUntilMs(): number {
    const beforeNextMs = Math.ceil(this.nextAtMs() ?? Number.POSITIVE_INFINITY) - 1;
    return Math.max(this.now(), Math.min(beforeNextMs, this.#targetMs));
  }

  /** Runs everything due up to and including `targetMs`, then stands there; answers how many timers fired. Rejects with `participant_stuck`. */
  async advanceTo(targetMs: number): Promise<number> {
    let fired = 0;
    this.#targetMs = targetMs;
    await this.settle();
    for (let atMs = this.nextAtMs(); atMs !== undefined && atMs <= targetMs; atMs = this.nextAtMs()) {
      await this.#fireNext();
      fired++;
    }
    this.#nowMs = Math.max(this.#nowMs, targetMs);
    return fired;
  }

  advanceBy(durationMs: number): Promise<number> {
    return this.advanceTo(this.#nowMs + durationMs);
  }

  /** Jumps to the next timer and runs it. False when nothing is armed. */
  async next(): Promise<boolean> {
    this.#targetMs = Number.NEGATIVE_INFINITY;
    await this.settle();
    if (this.nextAtMs() === undefined) return false;
    await this.#fireNext();
    return true;
  }

  /** Waits until every participant is idle and the event loop has nothing at hand. Rejects with `participant_stuck`. */
  async settle(): Promise<void> {
    if (this.#promisesOnly && ++this.#sinceTurn < timersPerTurn) {
      await promisesSettled();
      if (this.#busy === 0 && this.#abroad === 0) return;
    }
    this.#sinceTurn = 0;
    await this.#turns(this.#promisesOnly ? 1 : 3);
  }

  /** Lets the event loop turn until so many rounds in a row have found everybody idle. */
  async #turns(quietRounds: number): Promise<void> {
    let activeAt = realNow();
    let activity = this.#activity;
    for (let quiet = 0; quiet < quietRounds; quiet = this.#busy === 0 && this.#abroad === 0 ? quiet + 1 : 0) {
      await (this.#abroad > 0 ? pauseOfEventLoop() : turnOfEventLoop());
      if (this.#abroad > 0 || activity !== this.#activity) {
        activity = this.#activity;
        activeAt = realNow();
      }
      if (this.#busy > 0 && realNow() - activeAt > this.#stuckAfterMs) this.#complain();
    }
  }

  #complain(): never {
    const participants = [...this.#participants].filter(({ waiting }) => waiting === 0).map(({ name }) => name);
    const message = `Virtual time stands still: ${participants.join(", ")} waits for something that is not the clock`;
    throw clockError("participant_stuck", message, { participants });
  }

  #leave(participant: Participant): void {
    if (!this.#participants.delete(participant)) return;
    if (participant.waiting === 0) this.#busy--;
    this.#activity++;
  }

  async #fireNext(): Promise<void> {
    const entry = this.#timers.pop();
    if (!entry) return;
    this.#nowMs = Math.max(this.#nowMs, entry.atMs);
    entry.fire();
    await this.settle();
  }
}

/** Node runs its queue of ticks when the promises at hand have settled, and with them all that they led to. */
function promisesSettled(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}
