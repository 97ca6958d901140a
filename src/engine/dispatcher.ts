import type { Clock } from "../base/clock.ts";
import { type Admission, admitAll } from "./admission.ts";
import { detached } from "./detached.ts";
import { DueTimer } from "./due-timer.ts";
import type { EngineLimits } from "./engine.ts";
import { LaneIndex } from "./lanes.ts";
import { Places } from "./places.ts";
import type { Run } from "./run.ts";
import type { QueuedRun, Suspect } from "./run-table.ts";
import { runApart } from "./suspects.ts";

/** Executes a run to its committed end and gives its lane free, by `release`. Never rejects. */
type ExecuteQueued = (run: QueuedRun) => Promise<void>;

export interface DispatcherOptions {
  readonly clock: Clock;
  /** What waited when the database was opened. */
  readonly queued: readonly QueuedRun[];
  readonly suspects: readonly Suspect[];
  /** The stored run, for who decides whether it may begin. */
  readonly find: (sequence: number) => Run | undefined;
}

/** When which run executes: suspects first and apart, then by lane, by admission, by place, and at their time. Writes nothing. */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #lanes = new LaneIndex();
  readonly #suspects: Suspect[];
  readonly #due: DueTimer;
  #started: { readonly execute: ExecuteQueued; readonly places: Places; readonly admission: Admission } | undefined;
  /** Taken runs that were not admitted: each keeps its lane. */
  #parked: QueuedRun[] = [];
  #recovering = true;
  #stopping = false;
  /** Runs taken from the index and not ended, and writes under way that may add runs. */
  #busy = 0;
  /** Taken runs that wait for a place. */
  #placed = 0;
  #executing = 0;
  #quiet: (() => void)[] = [];

  constructor(options: DispatcherOptions) {
    const { clock, queued, suspects } = options;
    this.#options = options;
    this.#suspects = [...suspects];
    this.#due = new DueTimer(clock, () => {
      this.#lanes.due(clock.now());
      this.#dispatch();
    });
    for (const run of queued) this.#lanes.add(run, clock.now());
    for (const run of suspects) this.#lanes.occupy(run);
  }

  /** Runs that could execute now and do not. */
  get runnable(): number {
    return this.#lanes.readyCount + this.#placed + this.#suspects.length;
  }

  start(execute: ExecuteQueued, limits: EngineLimits, admission: Admission = admitAll): void {
    if (this.#started) throw new Error("the engine was started already");
    this.#started = { execute, places: new Places(limits), admission };
    this.#busy++;
    detached(() => void this.#runSuspects(execute).finally(() => this.#unbusy()));
  }

  /** Queues what a write under way adds, in the order of the commits, so that lanes see runs by sequence. Answers the same. */
  async queue<R extends QueuedRun>(write: Promise<readonly R[]>): Promise<readonly R[]> {
    this.#busy++;
    try {
      const queued = await write;
      this.enter(queued);
      return queued;
    } finally {
      this.#unbusy();
    }
  }

  enter(queued: readonly QueuedRun[]): void {
    for (const run of queued) this.#lanes.add(run, this.#nowMs);
    this.#dispatch();
  }

  /** A run's end is committed: its follow-ups wait, its lane goes on, with the run itself where that is tried `again`. */
  release(run: QueuedRun, added: readonly QueuedRun[], again?: QueuedRun): void {
    for (const one of added) this.#lanes.add(one, this.#nowMs);
    this.#lanes.release(run.lane, this.#nowMs, again);
    this.#dispatch();
  }

  /** What was not admitted is asked about again. */
  readmit(): void {
    for (const run of this.#parked.splice(0)) this.#lanes.release(run.lane, this.#nowMs, run);
    this.#dispatch();
  }

  /** Resolves when nothing executes and nothing could now. */
  idle(): Promise<void> {
    if (this.#isQuiet()) return Promise.resolve();
    return this.#options.clock.idle(new Promise<void>((resolve) => this.#quiet.push(resolve)));
  }

  /** Begins nothing any more; resolves when what executes has ended, or after so long. */
  stop(deadlineMs: number): Promise<void> {
    const { clock } = this.#options;
    this.#stopping = true;
    this.#due.cancel();
    if (this.#isQuiet()) return Promise.resolve();
    return clock.idle(
      new Promise((resolve) => {
        const timer = clock.after(deadlineMs, resolve);
        this.#quiet.push(() => {
          timer.cancel();
          resolve();
        });
      }),
    );
  }

  async #runSuspects(execute: ExecuteQueued): Promise<void> {
    await runApart([...this.#suspects], this.#options.clock, (suspect) => {
      this.#suspects.shift();
      this.#busy++;
      return this.#execute(suspect, execute);
    });
    this.#recovering = false;
    this.#dispatch();
  }

  /** Gives every run that may execute now to its place, and arms the one timer for the next that may. */
  #dispatch(): void {
    if (!this.#started || this.#stopping || this.#recovering) return;
    const { execute, places, admission } = this.#started;
    for (let queued = this.#lanes.take(); queued; queued = this.#lanes.take()) {
      const run = queued;
      if (!this.#isAdmitted(run, admission)) {
        this.#parked.push(run);
        continue;
      }
      this.#busy++;
      this.#placed++;
      detached(() =>
        places.take(run.agent, run.sequence, () => {
          this.#placed--;
          return detached(() => this.#execute(run, execute));
        }),
      );
    }
    this.#due.arm(this.#lanes.nextDueMs());
  }

  #isAdmitted({ agent, sequence }: QueuedRun, admission: Admission): boolean {
    if (!admission.restricted(agent)) return true;
    const run = this.#options.find(sequence);
    return run === undefined || admission.admits(run);
  }

  async #execute(run: QueuedRun, execute: ExecuteQueued): Promise<void> {
    if (!this.#stopping) {
      this.#executing++;
      await execute(run);
      this.#executing--;
    }
    this.#unbusy();
  }

  #isQuiet(): boolean {
    if (this.#stopping) return this.#executing === 0;
    return this.#busy === 0 && this.#lanes.readyCount === 0 && this.#suspects.length === 0;
  }

  #unbusy(): void {
    this.#busy--;
    if (this.#quiet.length === 0 || !this.#isQuiet()) return;
    for (const resolve of this.#quiet.splice(0)) resolve();
  }

  get #nowMs(): number {
    return this.#options.clock.now();
  }
}
