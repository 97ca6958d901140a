import type { Json } from "../../base/json.ts";
import type { Database } from "../../base/sqlite/database.ts";
import { holdsClaim, type JournalledRun, readJournalledRun } from "../../engine/recorded-run.ts";
import type { Run } from "../../engine/run.ts";
import { RunQueries } from "../../engine/run-queries.ts";
import type { StepRow } from "../../engine/step-table.ts";
import type { Approval } from "../../store/approval.ts";
import { findApproval } from "../../store/approval-table.ts";
import { isOwnRun } from "../approvals/approval-runs.ts";
import { runtimeError } from "../errors.ts";
import { eventOf, timerRunId } from "../event.ts";
import { stateScope } from "../run-state.ts";
import type { TakenOrder } from "../take-up.ts";

/** Everything that a handler was given in a run, and everything that it asked for. */
export interface RecordedRun extends JournalledRun {
  /** The agent's id on the marketplace. */
  readonly platformId: string;
  /** Messages of the order that had come by then. */
  readonly messages: readonly Run[];
  /** What the run's event is about, when it tells of a held action. */
  readonly approval: Approval | null;
  /** False when another run had the same event. */
  readonly claimed: boolean;
  /** Of the order, or of the agent: as it is now where the run itself recorded none. */
  readonly state: ReadonlyMap<string, Json>;
  /** What the handler scheduled. */
  readonly timers: readonly RecordedTimer[];
}

export interface RecordedTimer {
  readonly name: string;
  readonly data: Json;
}

/** Reads a run from a data directory, for replaying it. Throws `run_not_found`, or `run_not_replayable` for one without a handler. */
export function readRecordedRun(database: Database, id: string, platformId: string): RecordedRun {
  const queries = new RunQueries(database);
  const journalled = readJournalledRun(database, id);
  const { run, steps } = journalled;
  const event = eventOf(run);
  if (event.source === "gigs" || isOwnRun(event))
    throw runtimeError("run_not_replayable", `Run ${id} (${run.kind}) is the runtime's own: no handler takes part in it`, { id });
  const taken = takenOrder(steps);
  const claim = taken?.claim ?? null;
  return {
    ...journalled,
    platformId,
    messages: taken ? messages(queries, run, taken.knownUpTo) : [],
    approval: event.source === "approval" && event.name !== null ? (findApproval(database, event.name) ?? null) : null,
    claimed: claim === null || holdsClaim(database, claim, id),
    state: queries.readState(stateScope(run.agent, event.orderId)),
    timers: timers(queries, run),
  };
}

/** The order as the run took it up; undefined when it did not. */
export function takenOrder(steps: readonly StepRow[]): TakenOrder | undefined {
  const value = steps.find(({ kind, name }) => kind === "step" && name === "event")?.value;
  const decision = JSON.parse(value ?? "null") as TakenOrder | { readonly run: false } | null;
  return decision?.run === true ? decision : undefined;
}

function messages(queries: RunQueries, { agent, subject }: Run, upTo: number): readonly Run[] {
  if (subject === null) return [];
  return queries
    .list({ agent, subject, limit: 1_000 })
    .filter(({ kind, sequence }) => kind === "message.received" && sequence <= upTo);
}

function timers(queries: RunQueries, parent: Run): readonly RecordedTimer[] {
  const found: RecordedTimer[] = [];
  for (;;) {
    const timer = queries.get(timerRunId(parent, found.length));
    if (!timer) return found;
    const { name, data } = eventOf(timer);
    found.push({ name: name ?? "", data });
  }
}
