import type { Clock } from "../base/clock.ts";
import { errorCode, messageOf } from "../base/errors.ts";
import { EventHub } from "../base/event-hub.ts";
import type { Logger } from "../base/logger.ts";
import type { Random } from "../base/random.ts";
import type { Database } from "../base/sqlite/database.ts";
import { diskFailure } from "../base/sqlite/disk-failure.ts";
import type { DataDirectory } from "../store/data-directory.ts";
import type { Admission } from "./admission.ts";
import { type Approvals, StoredApprovals } from "./approvals.ts";
import { type CommittedEnd, commitEnd, isLostDatabase } from "./commit-end.ts";
import type { CrashPoint } from "./crash-point.ts";
import { Dispatcher } from "./dispatcher.ts";
import type { Engine, EngineEventMap, EngineEvents, EngineLimits, EngineStats, Execute } from "./engine.ts";
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
  selectQueued,
  sequenceOfDead,
} from "./run-table.ts";
import { shiftWaits } from "./shift-waits.ts";
import { applyStateWrites } from "./state-table.ts";
import { stepRecordOf } from "./step-table.ts";

export interface SqliteEngineOptions {
  /** The open data directory; the engine writes through its group commit and does not close it. */
  readonly store: Pick<DataDirectory, "database" | "commits">;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Called at every named point of a run's life; for kill tests. */
  readonly crashPoint?: CrashPoint;
}

/** The engine on the data directory's database: what is committed, and what follows from it. One per directory. */
export class SqliteEngine extends RunQueries implements Engine {
  readonly #store: Pick<DataDirectory, "database" | "commits">;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #logger: Logger;
  readonly #crashPoint: CrashPoint;
  readonly #events: EventHub<EngineEventMap>;
  readonly #dispatcher: Dispatcher;
  readonly #running = new Map<number, RunExecution>();
  readonly approvals: Approvals;
  readonly openedAtMs: number;

  /** Also recovers from an unclean end of the last process: see recover.ts. */
  constructor(options: SqliteEngineOptions) {
    super(options.store.database);
    const { store, clock } = options;
    this.#store = store;
    this.#clock = clock;
    this.openedAtMs = clock.now();
    this.#random = options.random;
    this.#logger = options.logger;
    this.#crashPoint = options.crashPoint ?? (() => {});
    this.#events = new EventHub(options.logger);
    this.approvals = new StoredApprovals({
      database: store.database,
      write: (write) => this.#write(write),
      nowMs: () => clock.now(),
    });
    shiftWaits(store.database, clock.now());
    recover(store.database, clock.now());
    this.#dispatcher = new Dispatcher({
      clock,
      ...selectQueued(store.database),
      find: (sequence) => findRunBySequence(store.database, sequence),
    });
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

  start(execute: Execute, limits: EngineLimits, admission?: Admission): void {
    this.#dispatcher.start((run) => this.#run(run, execute), limits, admission);
  }

  readmit(): void {
    this.#dispatcher.readmit();
  }

  idle(): Promise<void> {
    return this.#dispatcher.idle();
  }

  async stop(deadlineMs: number): Promise<number> {
    await this.#dispatcher.stop(deadlineMs);
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
    return { byStatus: this.countByStatus(), runnable: this.#dispatcher.runnable };
  }

  /** Commits a write that queues runs. */
  #write<R extends QueuedRun>(write: (database: Database) => readonly R[]): Promise<readonly R[]> {
    return this.#dispatcher.queue(this.#store.commits.commit(write));
  }

  /** Executes one run to its committed end. Never rejects: a commit that failed ends the process by way of `onFatal`. */
  async #run(queued: QueuedRun, execute: Execute): Promise<void> {
    const execution = new RunExecution({
      ...this.#store,
      clock: this.#clock,
      random: this.#random,
      logger: this.#logger,
      crashPoint: this.#crashPoint,
      onQueued: (queued) => this.#dispatcher.enter(queued),
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
    this.#crashPoint("after_outcome_commit");
    const again = outcome.kind === "retry" ? { ...queued, availableAtMs: ended.availableAtMs, holdsLane: true } : undefined;
    this.#dispatcher.release(queued, added, again);
    this.#events.emit("runEnded", { run: ended, outcome });
  }

  #commitEnd(begun: BegunRun, end: ExecutionEnd): Promise<CommittedEnd> {
    const nowMs = this.#clock.now();
    return this.#store.commits.commit((database) => commitEnd(database, begun, end, nowMs));
  }
}
