import type { Events } from "../base/event-hub.ts";
import type { Json } from "../base/json.ts";
import type { Admission } from "./admission.ts";
import type { Approvals } from "./approvals.ts";
import type { Journal } from "./journal.ts";
import type { PrunedBatch, PruneOrder } from "./prune.ts";
import type { ActionStatus, StepRecord } from "./records.ts";
import type { NewRun, Outcome, Run, RunStatus, StateWrite } from "./run.ts";

/** Executes one run. Never throws on purpose: a throw counts as a dead run with code `internal`. */
export type Execute = (run: Run, journal: Journal, signal: AbortSignal) => Promise<Outcome>;

export interface EngineLimits {
  /** Runs executing at the same time in this process. */
  readonly concurrency: number;
  /** The same per agent; absent = no own limit. */
  readonly perAgent: ReadonlyMap<string, number>;
}

export interface RunFilter {
  readonly status?: readonly RunStatus[];
  readonly agent?: string;
  readonly subject?: string;
  readonly kind?: string;
  /** The newest so many. */
  readonly limit?: number;
}

export interface EngineStats {
  readonly byStatus: Readonly<Record<RunStatus, number>>;
  /** Runs that could execute now but have not begun. */
  readonly runnable: number;
}

/**
 * Durable execution, seen from outside. One adapter today: the data directory's SQLite database.
 * Every promise that resolves after a change resolves after its commit.
 */
export interface Engine {
  /** Idempotent by run id, for ever; all in one commit. Answers the ids that were new. */
  submit(runs: readonly NewRun[]): Promise<readonly string[]>;
  /**
   * Records an event that nobody handles: a run that is `superseded` from the start and never executes, in one commit instead of three. Idempotent as
   * `submit`, and announced as ended. True when it was new.
   */
  dismiss(run: NewRun, reason: string): Promise<boolean>;
  /** Begins to execute: what was in flight when the last process ended comes first, admitted or not. */
  start(execute: Execute, limits: EngineLimits, admission?: Admission): void;
  /** Looks again at runs that were not admitted. */
  readmit(): void;
  /**
   * Resolves when nothing is runnable or running now: the rest waits for a later time (`run --once`). A run in back-off
   * is waiting for a later time.
   */
  idle(): Promise<void>;
  /**
   * Takes no new runs; waits up to `deadlineMs` for running ones, then revokes their journals and leaves them for the next start.
   * Answers how many were left.
   */
  stop(deadlineMs: number): Promise<number>;

  /** When this process opened the journal: what is older and unknown was done by somebody else, or forgotten. */
  readonly openedAtMs: number;
  get(id: string): Run | undefined;
  /** In order of submission. */
  list(filter?: RunFilter): readonly Run[];
  steps(runId: string): readonly StepRecord[];
  /** What the run's steps asked for, by the keys in their `params`. */
  texts(runId: string): ReadonlyMap<string, string>;
  stats(): EngineStats;
  /** Queues a dead run again. `fresh` forgets plain steps but keeps intents and their results; an `outcome_unknown` is read back once more. Rejects with `run_not_dead`. */
  retry(id: string, options?: { readonly fresh?: boolean }): Promise<void>;
  /** Ends a dead run for good, as superseded with the reason "dropped". Rejects with `run_not_dead`. */
  drop(id: string): Promise<void>;

  /** Forgets one batch of what ended long ago; see pruneRuns. In one commit. */
  prune(order: PruneOrder): Promise<PrunedBatch>;

  /** Actions of that name on that subject by that agent: what a round is counted from. */
  countActions(query: {
    readonly agent: string;
    readonly subject: string;
    readonly name: string;
    readonly status: ActionStatus;
  }): number;
  /** Has a run claimed this identity for good? See `Journal.claim`. */
  isClaimed(key: string): boolean;
  /** Booked cost (reserved or actual) since a time. */
  spent(query: {
    readonly agent?: string;
    readonly subject?: string;
    readonly unit: "usd_nano" | "ocmc";
    readonly sinceMs: number;
  }): number;
  /** Actions that wait for a person. */
  readonly approvals: Approvals;
  /** Committed durable state of a scope. */
  readState(scope: string): ReadonlyMap<string, Json>;
  /** Writes outside a run (intake cursors, published gigs). */
  writeState(writes: readonly StateWrite[]): Promise<void>;
  /** Progress as it happens; see EngineEvents. */
  readonly events: EngineEvents;
}

/** Emitted after the commit they speak of. */
export type EngineEvents = Events<EngineEventMap>;

export interface EngineEventMap {
  runStarted: { readonly run: Run };
  stepDone: { readonly run: Run; readonly step: StepRecord };
  runEnded: { readonly run: Run; readonly outcome: Outcome };
}
