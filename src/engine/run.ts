import type { Json } from "../base/json.ts";

/** What somebody asks the engine to do: one execution of a handler for one event. */
export interface NewRun {
  /** Idempotency key for ever: a second run of the same id is ignored. */
  readonly id: string;
  /** Whose run it is; concurrency limits count per agent. */
  readonly agent: string;
  /** Runs of one lane execute one at a time, in order of submission. */
  readonly lane: string;
  /** The event's name, for people and filters. */
  readonly kind: string;
  /** The order, or whatever else the run is about; null when about nothing in particular. */
  readonly subject: string | null;
  readonly data: Json;
  /** Not before this time (timers). A delayed run that is not due does not hold its lane. */
  readonly availableAtMs?: number;
}

/**
 * queued: waits for its lane, a free place, or its time. running: a handler executes now (or did when the process died).
 * The rest is final, though `retry` queues a dead run again, and `waiting` turns into `done` when nothing of the run is held any more.
 */
export type RunStatus = "queued" | "running" | "done" | "superseded" | "lost_to_other" | "waiting" | "dead";

export interface Run extends Required<NewRun> {
  /** Order of submission, across all lanes. */
  readonly sequence: number;
  readonly status: RunStatus;
  /** Executions begun since the run was submitted or last revived from the dead letters; those cut short by the end of the process do not count. */
  readonly attempts: number;
  readonly createdAtMs: number;
  /** When the last execution ended; null while there is none. */
  readonly endedAtMs: number | null;
  /** Why it ended as it did, or why it will be tried again: for people. */
  readonly reason: string | null;
  /** The stable code of that reason; null when there is none. */
  readonly code: string | null;
}

/** How one execution ended. State writes and follow-up runs are committed together with it. */
export type Outcome =
  | { readonly kind: "done"; readonly state?: readonly StateWrite[]; readonly submit?: readonly NewRun[] }
  | {
      readonly kind: "retry";
      readonly atMs: number;
      readonly code: string;
      readonly reason: string;
      /** Plain steps of these names are performed anew then, those that came last: nothing that is recorded can have followed from them. */
      readonly anew?: readonly string[];
    }
  | { readonly kind: "dead"; readonly code: string; readonly reason: string }
  /** The event no longer fits, was handled by another run, waits for a person (done when nothing of it is held), or somebody else acted first. */
  | {
      readonly kind: "superseded" | "waiting" | "lost_to_other";
      readonly reason: string;
      readonly state?: readonly StateWrite[];
      readonly submit?: readonly NewRun[];
    };

/** `value: undefined` deletes the key. Scope is what the key belongs to: an order, or an agent. */
export interface StateWrite {
  readonly scope: string;
  readonly key: string;
  readonly value: Json | undefined;
}
