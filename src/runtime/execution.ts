import type { Clock } from "../base/clock.ts";
import type { EventHub } from "../base/event-hub.ts";
import type { Json } from "../base/json.ts";
import type { Logger } from "../base/logger.ts";
import type { Random } from "../base/random.ts";
import type { Engine } from "../engine/engine.ts";
import type { Journal } from "../engine/journal.ts";
import type { NewRun, Run } from "../engine/run.ts";
import type { AgentInstance } from "./agent-instance.ts";
import type { ActionGate } from "./approvals/gate.ts";
import { runtimeError } from "./errors.ts";
import { type AgentEvent, timerRun } from "./event.ts";
import { jsonValue } from "./json-value.ts";
import { OrderMemory } from "./order-memory.ts";
import { Confidences } from "./outgoing/confidences.ts";
import { RunState, stateScope } from "./run-state.ts";
import type { WorkerProgress } from "./worker-progress.ts";

/** What there is before anything was judged. */
export interface ExecutionParts {
  /** Its client is a patient one. */
  readonly agent: AgentInstance;
  readonly run: Run;
  readonly event: AgentEvent;
  readonly journal: Journal;
  readonly signal: AbortSignal;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Where is told what its models do; absent: nobody asks. */
  readonly progress?: EventHub<WorkerProgress> | undefined;
}

export interface ExecutionOptions extends ExecutionParts {
  /** Every action that a person may have to decide about goes through it. */
  readonly gate: ActionGate;
}

/** One execution of one run, from the inside: what contexts and actions are built over, and what is committed with the outcome. */
export interface Execution extends ExecutionOptions {
  readonly state: RunState;
  /** What the texts of its actions must not hold. */
  readonly confidences: Confidences;
  /** The order as it was read last. */
  readonly lastSeen: OrderMemory;
  /** Timers asked for so far; they begin to exist with the outcome. */
  readonly timers: readonly NewRun[];
  schedule(name: string, delayMs: number, data: Json): void;
}

export function createExecution(options: ExecutionOptions): Execution {
  const { agent, run, event, engine, clock } = options;
  const timers: NewRun[] = [];
  const lastSeen = new OrderMemory();
  return {
    ...options,
    journal: forgettingAtSteps(options.journal, lastSeen),
    lastSeen,
    state: new RunState(stateScope(agent.name, event.orderId), engine),
    confidences: new Confidences(agent.secrets),
    timers,
    schedule: (name, delayMs, data) => {
      if (!Number.isFinite(delayMs) || delayMs < 0) {
        throw runtimeError(
          "state_value_invalid",
          `ctx.schedule("${name}", ${delayMs}): delayMs must be a finite number of milliseconds, 0 or more`,
        );
      }
      timers.push(timerRun(run, name, timers.length, clock.now() + delayMs, jsonValue(`ctx.schedule("${name}")`, data)));
    },
  };
}

/** Whatever a step does may take long, or have others move the order. */
function forgettingAtSteps(journal: Journal, lastSeen: OrderMemory): Journal {
  return {
    step: (...call) => {
      lastSeen.forget();
      return journal.step(...call);
    },
    action: (spec) => journal.action(spec),
    claim: (key) => journal.claim(key),
    revoke: (reason) => journal.revoke(reason),
  };
}
