import { AsyncLocalStorage } from "node:async_hooks";
import TinyQueue from "tinyqueue";
import { type Timer, TimerClock } from "./clock.ts";
import { clockError } from "./clock-errors.ts";

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

export interface VirtualClockOptions {
  /** Epoch milliseconds at the start; 2026-01-01T00:00:00Z by default. */
  readonly startMs?: number;
  /** Real milliseconds without any activity after which busy participants are reported as stuck; 2,000 by default. */
  readonly stuckAfterMs?: number;
}

/**
 * Discrete-event time: it moves only in `advanceTo`, `advanceBy` and `next`, from one due timer to the next, in the total order
 * (time, sequence of arming). Between two timers it lets every consequence settle: it goes on only when every participant
 * (see `Clock.work`) is idle, that is, blocked on this clock.
 */
export class VirtualClock extends TimerClock {
  #nowMs: number;
  #sequence = 0;
  readonly #stuckAfterMs: number;
  readonly #timers = new TinyQueue<Entry>([], (a, b) => a.atMs - b.atMs || a.sequence - b.sequence);
  readonly #participants = new Set<Participant>();
  readonly #current = new AsyncLocalStorage<Participant>();
  /** Grows with everything a participant begins, ends or waits for: while it does, nobody is stuck. */
  #activity = 0;

  constructor(options: VirtualClockOptions = {}) {
    super();
    this.#nowMs = options.startMs ?? Date.UTC(2026, 0, 1);
    this.#stuckAfterMs = options.stuckAfterMs ?? 2_000;
  }

  now(): number {
    return this.#nowMs;
  }

  after(delayMs: number, fire: () => void): Timer {
    const entry: Entry = { atMs: this.#nowMs + Math.max(delayMs, 0), sequence: this.#sequence++, fire, cancelled: false };
    this.#timers.push(entry);
    return {
      cancel: () => {
        entry.cancelled = true;
      },
    };
  }

  override sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return this.idle(super.sleep(delayMs, signal));
  }

  async work<T>(name: string, task: () => Promise<T>): Promise<T> {
    const participant: Participant = { name, waiting: 0 };
    this.#participants.add(participant);
    this.#activity++;
    try {
      return await this.idle(this.#current.run(participant, task));
    } finally {
      this.#participants.delete(participant);
      this.#activity++;
    }
  }

  async idle<T>(wait: Promise<T>): Promise<T> {
    const participant = this.#current.getStore();
    if (!participant) return await wait;
    participant.waiting++;
    this.#activity++;
    try {
      return await wait;
    } finally {
      participant.waiting--;
      this.#activity++;
    }
  }

  /** The time of the earliest pending timer, or undefined when nothing is armed. */
  nextAtMs(): number | undefined {
    while (this.#timers.peek()?.cancelled) this.#timers.pop();
    return this.#timers.peek()?.atMs;
  }

  /** Runs everything due up to and including `targetMs`, then stands there; answers how many timers fired. Rejects with `participant_stuck`. */
  async advanceTo(targetMs: number): Promise<number> {
    let fired = 0;
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
    await this.settle();
    if (this.nextAtMs() === undefined) return false;
    await this.#fireNext();
    return true;
  }

  /** Waits until every participant is idle and the event loop has nothing at hand. Rejects with `participant_stuck`. */
  async settle(): Promise<void> {
    let activeAt = performance.now();
    let activity = this.#activity;
    let quietRounds = 0;
    while (quietRounds < 3) {
      await new Promise((resolve) => setImmediate(resolve));
      const busy = [...this.#participants].filter((participant) => participant.waiting === 0);
      quietRounds = busy.length === 0 ? quietRounds + 1 : 0;
      if (activity !== this.#activity) {
        activity = this.#activity;
        activeAt = performance.now();
      }
      if (busy.length > 0 && performance.now() - activeAt > this.#stuckAfterMs) {
        const names = busy.map((participant) => participant.name);
        throw clockError(
          "participant_stuck",
          `Virtual time stands still: ${names.join(", ")} waits for something that is not the clock`,
          {
            participants: names,
          },
        );
      }
    }
  }

  async #fireNext(): Promise<void> {
    const entry = this.#timers.pop();
    if (!entry) return;
    this.#nowMs = Math.max(this.#nowMs, entry.atMs);
    entry.fire();
    await this.settle();
  }
}
