import { isUpclawsError, type UpclawsError } from "../base/errors.ts";
import { sha256Hex } from "../base/json.ts";
import { engineError } from "./errors.ts";
import type { ActionSpec, Intent, Resolution } from "./journal.ts";
import { jsonText } from "./json-text.ts";
import { recordedValue } from "./plain-step.ts";
import { rebuildError, recordError } from "./recorded-error.ts";
import type { RunContext } from "./run-context.ts";
import { assertWithinLimits } from "./spend.ts";
import type { StepRow } from "./step-table.ts";

/**
 * One side effect: intent → send → result. Every way out is one of: a result or a verdict is recorded (and is what every later execution
 * gets), or the intent stays open and the error thrown is retryable, or the intent is marked as surely not sent.
 */
export class Action<R> {
  readonly #context: RunContext;
  readonly #spec: ActionSpec<R>;
  #row: StepRow;

  private constructor(context: RunContext, spec: ActionSpec<R>, row: StepRow) {
    this.#context = context;
    this.#spec = spec;
    this.#row = row;
  }

  static async perform<R>(context: RunContext, spec: ActionSpec<R>): Promise<R> {
    const { memory } = context.parts;
    const occurrence = memory.occurrence("action", spec.name);
    const earlier = memory.find("action", spec.name, occurrence);
    if (earlier) return await new Action(context, spec, earlier).#resume();
    context.assertNoPendingAction();
    return await new Action(context, spec, await commitIntent(context, spec, occurrence)).#send();
  }

  async #resume(): Promise<R> {
    switch (this.#row.status) {
      case "done":
        return recordedValue(this.#row) as R;
      case "refused":
      case "conflict":
      case "unknown":
        throw rebuildError(this.#row.value);
      default:
        if (this.#row.sent_at_ms === null) return await this.#sendAgain();
        return await this.#resolve(await this.#readBack());
    }
  }

  async #resolve(resolution: Resolution<R>): Promise<R> {
    switch (resolution.state) {
      case "done":
        return await this.#done(resolution.result);
      case "absent":
        return await this.#sendAgain();
      case "conflict":
        return await this.#conflict(resolution.reason);
      case "unknown":
        return await this.#verdict("unknown", this.#error("outcome_unknown", resolution.reason), this.#row.cost);
      case "undecided":
        throw this.#context.pending(this.#error("outcome_undecided", resolution.reason, { retryAtMs: resolution.retryAtMs }));
    }
  }

  /** The same intent with a new time of sending, committed before the request. */
  async #sendAgain(): Promise<R> {
    await this.#record({ sent_at_ms: this.#context.nowMs() });
    return await this.#send();
  }

  async #send(): Promise<R> {
    const { execution, crashPoint } = this.#context.parts;
    crashPoint("after_intent_commit");
    const outcome = await execution
      .alive(() => this.#spec.send(this.#intent(), this.#context.signal))
      .catch((error: unknown) => this.#notSent(error));
    crashPoint("after_send");
    switch (outcome.state) {
      case "done":
        return await this.#done(outcome.result);
      case "refused":
        return await this.#refused(outcome.error);
      case "unknown":
        throw this.#context.pending(this.#error("outcome_pending", `no proof of what became of it`, {}, outcome.error));
    }
  }

  /** `send` threw, so nothing was sent, unless it threw by accident: then the intent stays open and is read back. */
  async #notSent(error: unknown): Promise<never> {
    if (!isUpclawsError(error)) throw this.#context.pending(this.#error("outcome_pending", "the request broke off", {}, error));
    if (!error.retryable) return await this.#verdict("refused", error, 0);
    await this.#record({ sent_at_ms: null });
    throw error;
  }

  /** The platform refuses also what we did already (a repeated review): the state decides. */
  async #refused(error: unknown): Promise<R> {
    const resolution = await this.#readBack();
    if (resolution.state === "done") return await this.#done(resolution.result);
    if (resolution.state === "conflict") return await this.#conflict(resolution.reason);
    return await this.#verdict("refused", error, 0);
  }

  #conflict(reason: string): Promise<never> {
    return this.#verdict("conflict", this.#error("lost_to_other", reason), 0);
  }

  async #done(result: R): Promise<R> {
    await this.#record({ status: "done", value: jsonText(result), ended_at_ms: this.#context.nowMs() });
    this.#context.parts.crashPoint("after_result_commit");
    return recordedValue(this.#row) as R;
  }

  async #verdict(status: "refused" | "conflict" | "unknown", error: unknown, cost: number): Promise<never> {
    const value = recordError(error, "action_refused");
    await this.#record({ status, value, cost, ended_at_ms: this.#context.nowMs() });
    this.#context.parts.crashPoint("after_result_commit");
    throw isUpclawsError(error) && !error.retryable ? error : rebuildError(value);
  }

  #readBack(): Promise<Resolution<R>> {
    const { execution } = this.#context.parts;
    return execution
      .alive(() => this.#spec.readBack(this.#intent(), this.#context.signal))
      .catch((error: unknown) => {
        throw this.#context.pending(error);
      });
  }

  async #record(change: Partial<StepRow>): Promise<void> {
    const row = { ...this.#row, ...change };
    await this.#context.record(row);
    this.#row = row;
  }

  #intent(): Intent {
    return intentOf(this.#row);
  }

  #error(code: Parameters<typeof engineError>[0], reason: string, details: object = {}, cause?: unknown): UpclawsError {
    const { name, subject } = this.#spec;
    return engineError(code, `${name} on ${subject}: ${reason}`, { action: name, subject, ...details }, cause);
  }
}

/** Policy, budget and pre-image, then the intent with its cost, in one commit. Nothing is recorded when any of it refuses. */
async function commitIntent<R>(context: RunContext, spec: ActionSpec<R>, occurrence: number): Promise<StepRow> {
  const { run, sequence, generation, execution, crashPoint } = context.parts;
  const preImage = await execution.alive(() => spec.prepare(context.signal));
  const nowMs = context.nowMs();
  const { cost } = spec;
  const row: StepRow = {
    run: sequence,
    kind: "action",
    name: spec.name,
    occurrence,
    generation,
    agent: run.agent,
    subject: spec.subject,
    status: "intent",
    value: null,
    note: null,
    intent_id: sha256Hex(`${run.id}\n${spec.name}#${occurrence}`).slice(0, 32),
    params: JSON.stringify(spec.params),
    pre_image: JSON.stringify(preImage),
    sent_at_ms: nowMs,
    cost_unit: cost?.unit ?? null,
    cost: cost?.amount ?? 0,
    started_at_ms: nowMs,
    ended_at_ms: null,
  };
  crashPoint("before_intent_commit");
  await context.record(row, (database) => {
    if (cost) assertWithinLimits(database, cost.unit, cost.amount, cost.limits, nowMs);
  });
  return row;
}

function intentOf(row: StepRow): Intent {
  return {
    id: row.intent_id ?? "",
    params: JSON.parse(row.params ?? "null"),
    preImage: JSON.parse(row.pre_image ?? "null"),
    createdAtMs: row.started_at_ms,
    sentAtMs: row.sent_at_ms ?? row.started_at_ms,
  };
}
