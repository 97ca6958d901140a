import TinyQueue from "tinyqueue";
import type { QueuedRun } from "./run-table.ts";

interface Lane {
  /** Due runs, oldest first. */
  readonly due: TinyQueue<QueuedRun>;
  /** The run that goes first: it is in back-off or was interrupted. */
  holder: QueuedRun | undefined;
  /** A run of the lane was taken and has not been released. */
  busy: boolean;
}

/**
 * Which run may execute next, in memory: ids and times only. Per lane one at a time, by sequence; a holder blocks its lane until it has
 * run, a delayed run that is not due blocks nothing.
 */
export class LaneIndex {
  readonly #lanes = new Map<string, Lane>();
  /** Lanes with a run that could execute now, in the order in which that became so. */
  readonly #ready = new Set<Lane>();
  readonly #delayed = new TinyQueue<QueuedRun>([], (a, b) => a.availableAtMs - b.availableAtMs || a.sequence - b.sequence);

  add(run: QueuedRun, nowMs: number): void {
    const lane = this.#lane(run.lane);
    if (run.holdsLane) lane.holder = run;
    if (run.availableAtMs > nowMs) this.#delayed.push(run);
    else if (!run.holdsLane) lane.due.push(run);
    this.#consider(lane, nowMs);
  }

  /** Moves what has become due into its lane. */
  due(nowMs: number): void {
    for (let run = this.#delayed.peek(); run && run.availableAtMs <= nowMs; run = this.#delayed.peek()) {
      this.#delayed.pop();
      const lane = this.#lane(run.lane);
      if (!run.holdsLane) lane.due.push(run);
      this.#consider(lane, nowMs);
    }
  }

  /** When the next delayed run becomes due. */
  nextDueMs(): number | undefined {
    return this.#delayed.peek()?.availableAtMs;
  }

  /** Takes a run that may execute now; its lane is busy until `release`. */
  take(): QueuedRun | undefined {
    const [lane] = this.#ready;
    if (!lane) return undefined;
    this.#ready.delete(lane);
    const run = lane.holder ?? lane.due.pop();
    lane.holder = undefined;
    lane.busy = true;
    return run;
  }

  /** Makes a lane busy for a run that is executed outside of the order. */
  occupy(run: QueuedRun): void {
    const lane = this.#lane(run.lane);
    lane.busy = true;
    this.#ready.delete(lane);
  }

  /** The taken run has ended; `again` when it goes on in back-off. */
  release(name: string, nowMs: number, again?: QueuedRun): void {
    const lane = this.#lane(name);
    lane.busy = false;
    if (again) this.add(again, nowMs);
    else this.#consider(lane, nowMs);
    if (!lane.busy && !lane.holder && lane.due.length === 0) this.#lanes.delete(name);
  }

  /** Runs that could execute now and have not been taken. */
  get readyCount(): number {
    return this.#ready.size;
  }

  #consider(lane: Lane, nowMs: number): void {
    const runnable = lane.holder ? lane.holder.availableAtMs <= nowMs : lane.due.length > 0;
    if (runnable && !lane.busy) this.#ready.add(lane);
    else this.#ready.delete(lane);
  }

  #lane(name: string): Lane {
    let lane = this.#lanes.get(name);
    if (!lane) {
      lane = { due: new TinyQueue<QueuedRun>([], (a, b) => a.sequence - b.sequence), holder: undefined, busy: false };
      this.#lanes.set(name, lane);
    }
    return lane;
  }
}
