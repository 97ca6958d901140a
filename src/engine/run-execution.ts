import { type Backoff, fullJitterMs } from "../base/backoff.ts";
import { type Clock, isoTime } from "../base/clock.ts";
import { errorCode, messageOf } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import type { Random } from "../base/random.ts";
import type { Database } from "../base/sqlite/database.ts";
import type { GroupCommit } from "../base/sqlite/group-commit.ts";
import type { CrashPoint } from "./crash-point.ts";
import type { Execute } from "./engine.ts";
import { engineError } from "./errors.ts";
import { Execution, type Leftover } from "./execution.ts";
import { Memory } from "./memory.ts";
import { recordError } from "./recorded-error.ts";
import type { Outcome, Run } from "./run.ts";
import { RunContext } from "./run-context.ts";
import { RunJournal } from "./run-journal.ts";
import type { BegunRun, QueuedRun } from "./run-table.ts";
import { type StepRow, selectSteps } from "./step-table.ts";

export interface RunExecutionParts {
  readonly database: Database;
  readonly commits: GroupCommit;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly crashPoint: CrashPoint;
  readonly onStep: (run: Run, step: StepRow) => void;
  readonly onQueued: (runs: readonly QueuedRun[]) => void;
}

/** How one execution came out, ready to be committed. */
export interface ExecutionEnd {
  readonly outcome: Outcome;
  /** Step rows that are committed with it. */
  readonly rows: readonly StepRow[];
  /** Those that are forgotten with it. */
  readonly forgotten?: readonly StepRow[];
}

/** One for all: a stack of its own for each run would cost more than it tells. */
const hasEnded = new Error("the run has ended");

/** Between reading back an intent whose open state the handler did not report. */
const readBackAgain: Backoff = { baseMs: 2_000, maxMs: 60_000 };

/** One execution of one run: the handler with its journal, and the rules every outcome must keep. */
export class RunExecution {
  readonly #parts: RunExecutionParts;
  readonly #execution: Execution;
  readonly #stopped: Promise<undefined>;
  #stop: () => void = () => {};

  constructor(parts: RunExecutionParts) {
    this.#parts = parts;
    this.#execution = new Execution(parts.clock);
    this.#stopped = new Promise((resolve) => {
      this.#stop = () => resolve(undefined);
    });
  }

  /** Ends it from outside: the handler is abandoned and no outcome is taken. */
  stop(): void {
    this.#execution.revoke(engineError("engine_stopped", "The engine was stopped"));
    this.#stop();
  }

  /** Undefined when it was stopped. Never rejects for what the handler does. */
  async perform(begun: BegunRun, execute: Execute): Promise<ExecutionEnd | undefined> {
    if (this.#execution.revoked) return undefined;
    const { clock } = this.#parts;
    const end = clock.work(`run ${begun.run.id}`, () => Promise.race([this.#execute(begun, execute), this.#stopped]));
    return await end;
  }

  async #execute(begun: BegunRun, execute: Execute): Promise<ExecutionEnd> {
    const { run, sequence, generation } = begun;
    const memory = new Memory(selectSteps(this.#parts.database, sequence, generation), generation);
    const onStep = (step: StepRow) => this.#parts.onStep(run, step);
    const context = new RunContext({ ...this.#parts, ...begun, execution: this.#execution, memory, onStep });
    const outcome = await outcomeOf(() => execute(run, new RunJournal(context), this.#execution.signal));
    const leftovers = await this.#execution.leftovers();
    if (leftovers.length > 0) {
      const calls = leftovers.map((leftover) => leftover.name);
      this.#parts.logger.warn({ run: run.id, kind: run.kind, calls }, "a handler returned without awaiting these calls");
    }
    this.#execution.revoke(hasEnded);
    return this.#judge(run, outcome, leftovers, memory);
  }

  #judge(run: Run, outcome: Outcome, leftovers: readonly Leftover[], memory: Memory): ExecutionEnd {
    if (outcome.kind === "retry") return { outcome, rows: [], forgotten: memory.last(outcome.anew ?? []) };
    if (outcome.kind === "dead") return { outcome, rows: [] };
    const untouched = memory.untouched();
    if (untouched && (outcome.kind === "done" || untouched.status === "intent"))
      return dead("replay_diverged", diverged(untouched));
    const [open] = memory.openIntents();
    if (open) {
      const { clock, random } = this.#parts;
      const atMs = clock.now() + fullJitterMs(run.attempts, readBackAgain, random);
      const reason = `${open.name} on ${open.subject}: no proof of what became of it, though the handler returned`;
      return { outcome: { kind: "retry", atMs, code: "outcome_pending", reason }, rows: [] };
    }
    const failed = leftovers.find(({ failure }) => failure !== undefined && errorCode(failure) !== "waiting_for_approval");
    if (failed && outcome.kind === "done") {
      const reason = `${failed.name} was not awaited and failed: ${messageOf(failed.failure)}`;
      return dead("forgotten_await_failed", reason);
    }
    return { outcome, rows: memory.unsentIntents().map((row) => this.#closed(row)) };
  }

  #closed(row: StepRow): StepRow {
    const error = engineError("action_not_sent", `${row.name} on ${row.subject}: the run ended without sending it`);
    return { ...row, status: "refused", cost: 0, value: recordError(error, error.code), ended_at_ms: this.#parts.clock.now() };
  }
}

async function outcomeOf(execute: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await execute();
  } catch (error) {
    return { kind: "dead", code: errorCode(error) ?? "internal", reason: messageOf(error) };
  }
}

const dead = (code: string, reason: string): ExecutionEnd => ({ outcome: { kind: "dead", code, reason }, rows: [] });

const diverged = (row: StepRow) =>
  `the handler did not ask again for ${row.kind} ${row.name}#${row.occurrence}, recorded at ${isoTime(row.started_at_ms)}`;
