import type { Clock } from "../base/clock.ts";
import { errorCode, messageOf } from "../base/errors.ts";
import { EventHub } from "../base/event-hub.ts";
import type { Logger } from "../base/logger.ts";
import type { Random } from "../base/random.ts";
import type { Database } from "../base/sqlite/database.ts";
import { diskFailure } from "../base/sqlite/disk-failure.ts";
import type { DataDirectory } from "../store/data-directory.ts";
import { type Admission, admitAll } from "./admission.ts";
import { type Approvals, StoredApprovals } from "./approvals.ts";
import { type CommittedEnd, commitEnd, isLostDatabase } from "./commit-end.ts";
import type { CrashPoint } from "./crash-point.ts";
import { detached } from "./detached.ts";
import { DueTimer } from "./due-timer.ts";
import type { Engine, EngineEventMap, EngineEvents, EngineLimits, EngineStats, Execute } from "./engine.ts";
import { LaneIndex } from "./lanes.ts";
import { Places } from "./places.ts";
import { type PrunedBatch, type PruneOrder, pruneRuns } from "./prune.ts";
import { recover } from "./recover.ts";
import type { NewRun, StateWrite } from "./run.ts";
import { type ExecutionEnd, RunExecution } from "./run-execution.ts";
import { RunQueries } from "./run-queries.ts";
import {
  type BegunRun,
  beginRun,
  endRun,
  findRunBySequence,
  insertDismissed,
  insertRuns,
  type QueuedRun,
  requeueInterrupted,
  reviveRun,
  type Suspect,
  selectQueued,
  sequenceOfDead,
} from "./run-table.ts";
import { applyStateWrites } from "./state-table.ts";
import { stepRecordOf } from "./step-table.ts";
import { runApart } from "./suspects.ts";

export interface SqliteEngineOptions {
  /** The open data directory; the engine writes through its group commit and does not close it. */
  readonly store: Pick<DataDirectory, "database" | "commits">;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Called at every named point of a run's life; for kill tests. */
  readonly crashPoint?: CrashPoint;
}

/** The engine on the data directory's database. One per directory. */
export class SqliteEngine extends RunQueries implements Engine {
  readonly #store: Pick<DataDirectory, "database" | "commits">;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #logger: Logger;
  readonly #crashPoint: CrashPoint;
  readonly #events: EventHub<EngineEventMap>;
  readonly approvals: Approvals;
  readonly openedAtMs: number;
  readonly #lanes = new LaneIndex();
  readonly #running = new Map<number, RunExecution>();
  readonly #suspects: Suspect[];
  #start: { readonly execute: Execute; readonly places: Places; readonly admission: Admission } | undefined;
  /** Taken runs that were not admitted: each keeps its lane. */
  #parked: QueuedRun[] = [];
  #recovering = true;
  #stopping = false;
  /** Runs taken from the index and not released, and writes under way that may add runs. */
  #busy = 0;
  /** Taken runs that wait for a place. */
  #placed = 0;
  #quiet: (() => void)[] = [];
  readonly #due: DueTimer;

  /** Also recovers from an unclean end of the last process: see recover.ts. */
  constructor(options: SqliteEngineOptions) {
    super(options.store.database);
    this.#store = options.store;
    this.#clock = options.clock;
    this.openedAtMs = options.clock.now();
    this.#random = options.random;
    this.#logger = options.logger;
    this.#crashPoint = options.crashPoint ?? (() => {});
    this.#events = new EventHub(options.logger);
    this.#due = new DueTimer(options.clock, () => {
      this.#lanes.due(this.#clock.now());
      this.#dispatch();
    });
    const { database } = options.store;
    this.approvals = new StoredApprovals({
      database,
      write: (write) => this.#write(write),
      nowMs: () => options.clock.now(),
    });
    recover(database, options.clock.now());
    const { queued, suspects } = selectQueued(database);
    for (const run of queued) this.#lanes.add(run, options.clock.now());
    for (const run of suspects) this.#lanes.occupy(run);
    this.#suspects = suspects;
  }

  get events(): EngineEvents {
    return this.#events;
  }

  async submit(runs: readonly NewRun[]): Promise<readonly string[]> {
    if (runs.length === 0) return [];
    const nowMs = this.#clock.now();
    const added = await this.#write((database) => insertRuns(database, runs, nowMs));
    return added.map((run) => run.id);
  }

  async dismiss(run: NewRun, reason: string): Promise<boolean> {
    const nowMs = this.#clock.now();
    const dismissed = await this.#store.commits.commit((database) => insertDismissed(database, run, reason, nowMs));
    if (dismissed) this.#events.emit("runEnded", { run: dismissed, outcome: { kind: "superseded", reason } });
    return dismissed !== undefined;
  }

  start(execute: Execute, limits: EngineLimits, admission: Admission = admitAll): void {
    if (this.#start) throw new Error("the engine was started already");
    this.#start = { execute, places: new Places(limits), admission };
    this.#busy++;
    detached(() => void this.#runSuspects(execute).finally(() => this.#unbusy()));
  }

  readmit(): void {
    for (const run of this.#parked.splice(0)) this.#lanes.release(run.lane, this.#clock.now(), run);
    this.#dispatch();
  }

  idle(): Promise<void> {
    if (this.#isQuiet()) return Promise.resolve();
    return this.#clock.idle(new Promise<void>((resolve) => this.#quiet.push(resolve)));
  }

  async stop(deadlineMs: number): Promise<number> {
    this.#stopping = true;
    this.#due.cancel();
    await this.#drain(deadlineMs);
    const left = [...this.#running];
    for (const [, execution] of left) execution.stop();
    await this.#store.commits.commit((database) => {
      for (const [sequence] of left) requeueInterrupted(database, sequence);
    });
    return left.length;
  }

  async retry(id: string, options: { readonly fresh?: boolean } = {}): Promise<void> {
    const nowMs = this.#clock.now();
    await this.#write((database) => [reviveRun(database, sequenceOfDead(database, id), options.fresh ?? false, nowMs)]);
  }

  async drop(id: string): Promise<void> {
    const nowMs = this.#clock.now();
    const end = { status: "superseded", availableAtMs: nowMs, holdsLane: false, reason: "dropped", code: null } as const;
    await this.#store.commits.commit((database) => endRun(database, sequenceOfDead(database, id), end, nowMs));
  }

  async prune(order: PruneOrder): Promise<PrunedBatch> {
    return await this.#store.commits.commit((database) => pruneRuns(database, order));
  }

  async writeState(writes: readonly StateWrite[]): Promise<void> {
    await this.#store.commits.commit((database) => applyStateWrites(database, writes));
  }

  stats(): EngineStats {
    const runnable = this.#lanes.readyCount + this.#placed + this.#suspects.length;
    return { byStatus: this.countByStatus(), runnable };
  }

  /** Commits a write that queues runs. They enter the index in the order of their commits, so lanes see them by sequence. */
  async #write<R extends QueuedRun>(write: (database: Database) => readonly R[]): Promise<readonly R[]> {
    this.#busy++;
    try {
      const queued = await this.#store.commits.commit(write);
      this.#enter(queued);
      return queued;
    } finally {
      this.#unbusy();
    }
  }

  #enter(queued: readonly QueuedRun[]): void {
    for (const run of queued) this.#lanes.add(run, this.#clock.now());
    this.#dispatch();
  }

  async #runSuspects(execute: Execute): Promise<void> {
    await runApart([...this.#suspects], this.#clock, (suspect) => {
      this.#suspects.shift();
      this.#busy++;
      return this.#run(suspect, execute);
    });
    this.#recovering = false;
    this.#dispatch();
  }

  /** Gives every run that may execute now to its place, and arms the one timer for the next that may. */
  #dispatch(): void {
    if (!this.#start || this.#stopping || this.#recovering) return;
    const { execute, places, admission } = this.#start;
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
          return detached(() => this.#run(run, execute));
        }),
      );
    }
    this.#due.arm(this.#lanes.nextDueMs());
  }

  #isAdmitted({ agent, sequence }: QueuedRun, admission: Admission): boolean {
    if (!admission.restricted(agent)) return true;
    const run = findRunBySequence(this.#store.database, sequence);
    return run === undefined || admission.admits(run);
  }

  /** Executes one taken run and releases its lane. Never rejects: a commit that failed ends the process by way of `onFatal`. */
  async #run(queued: QueuedRun, execute: Execute): Promise<void> {
    if (this.#stopping) return this.#unbusy();
    const execution = new RunExecution({
      ...this.#store,
      clock: this.#clock,
      random: this.#random,
      logger: this.#logger,
      crashPoint: this.#crashPoint,
      onQueued: (queued) => this.#enter(queued),
      onStep: (run, row) => this.#events.tell("stepDone", () => ({ run, step: stepRecordOf(row, run.id) })),
    });
    this.#running.set(queued.sequence, execution);
    try {
      const begun = await this.#store.commits.commit((database) => beginRun(database, queued.sequence), "process");
      this.#events.emit("runStarted", { run: begun.run });
      const end = await execution.perform(begun, execute);
      if (end) await this.#end(queued, begun, end);
    } catch (error) {
      this.#logger.error({ sequence: queued.sequence, err: error }, "a run could not be recorded");
      if (diskFailure(error)) this.#store.commits.lose(error);
    } finally {
      this.#running.delete(queued.sequence);
      this.#unbusy();
    }
  }

  async #end(queued: QueuedRun, begun: BegunRun, end: ExecutionEnd): Promise<void> {
    this.#crashPoint("before_outcome_commit");
    const { ended, outcome, added } = await this.#commitEnd(begun, end).catch((error: unknown) => {
      if (isLostDatabase(error)) throw error;
      // The outcome itself cannot be stored (state that is not JSON, a time that is not a number): that is the handler's fault alone.
      const dead = { kind: "dead", code: errorCode(error) ?? "internal", reason: messageOf(error) } as const;
      return this.#commitEnd(begun, { outcome: dead, rows: [] });
    });
    for (const run of added) this.#lanes.add(run, this.#clock.now());
    this.#crashPoint("after_outcome_commit");
    const again = outcome.kind === "retry" ? { ...queued, availableAtMs: ended.availableAtMs, holdsLane: true } : undefined;
    this.#lanes.release(queued.lane, this.#clock.now(), again);
    this.#dispatch();
    this.#events.emit("runEnded", { run: ended, outcome });
  }

  #commitEnd(begun: BegunRun, end: ExecutionEnd): Promise<CommittedEnd> {
    const nowMs = this.#clock.now();
    return this.#store.commits.commit((database) => commitEnd(database, begun, end, nowMs));
  }

  #drain(deadlineMs: number): Promise<void> {
    if (this.#isQuiet()) return Promise.resolve();
    return this.#clock.idle(
      new Promise((resolve) => {
        const timer = this.#clock.after(deadlineMs, resolve);
        this.#quiet.push(() => {
          timer.cancel();
          resolve();
        });
      }),
    );
  }

  #isQuiet(): boolean {
    if (this.#stopping) return this.#running.size === 0;
    return this.#busy === 0 && this.#lanes.readyCount === 0 && this.#suspects.length === 0;
  }

  #unbusy(): void {
    this.#busy--;
    if (this.#quiet.length === 0 || !this.#isQuiet()) return;
    for (const resolve of this.#quiet.splice(0)) resolve();
  }
}
