import type { Json } from "../base/json.ts";
import type { Database } from "../base/sqlite/database.ts";
import { isClaimed } from "./claim-table.ts";
import type { RunFilter } from "./engine.ts";
import type { StepRecord } from "./records.ts";
import type { Run, RunStatus } from "./run.ts";
import { countByStatus, findRun, findRunBySequence, selectRuns } from "./run-table.ts";
import { bookedSince, type SpendQuery } from "./spend.ts";
import { selectState } from "./state-table.ts";
import { type FoundStep, type StepSearch, searchSteps } from "./step-search.ts";
import { type ActionCount, countActions, selectStepRecords } from "./step-table.ts";
import { selectTexts } from "./text-table.ts";

/** The reading half of the engine over any connection: the owner's, or the read-only one of another process. */
export class RunQueries {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  get(id: string): Run | undefined {
    return findRun(this.#database, id);
  }

  /** The one of that number in the order of submission: what people call it by, since ids are long. */
  bySequence(sequence: number): Run | undefined {
    return findRunBySequence(this.#database, sequence);
  }

  /** The newest `limit` matching runs, in order of submission. */
  list(filter: RunFilter = {}): readonly Run[] {
    return selectRuns(this.#database, filter);
  }

  steps(runId: string): readonly StepRecord[] {
    return selectStepRecords(this.#database, runId);
  }

  /** Steps of all runs, oldest first. */
  search(search: StepSearch): readonly FoundStep[] {
    return searchSteps(this.#database, search);
  }

  /** What the run's steps asked for, by the keys in their `params`. */
  texts(runId: string): ReadonlyMap<string, string> {
    return selectTexts(this.#database, runId);
  }

  countByStatus(): Readonly<Record<RunStatus, number>> {
    return countByStatus(this.#database);
  }

  countActions(query: ActionCount): number {
    return countActions(this.#database, query);
  }

  isClaimed(key: string): boolean {
    return isClaimed(this.#database, key);
  }

  spent(query: SpendQuery): number {
    return bookedSince(this.#database, query);
  }

  readState(scope: string): ReadonlyMap<string, Json> {
    return selectState(this.#database, scope);
  }
}
