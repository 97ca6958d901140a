import { isUpclawsError, type UpclawsError } from "../base/errors.ts";
import { beginAction } from "./begin-action.ts";
import { engineError } from "./errors.ts";
import { isReplaceable } from "./held-action.ts";
import type { ActionSpec, Intent, Resolution } from "./journal.ts";
import { jsonText } from "./json-text.ts";
import { recordedValue } from "./plain-step.ts";
import { rebuildError, recordError } from "./recorded-error.ts";
import type { RunContext } from "./run-context.ts";
import type { StepRow } from "./step-table.ts";

/**
 * One side effect: intent → send → result. Every way out is one of: a result, a verdict or a freeze is recorded (and is what every later
 * execution gets), or the intent stays open and the error thrown is retryable, or the intent is marked as surely not sent.
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
    const replaced = earlier?.status === "held" && isReplaceable(context, spec, earlier) ? earlier : undefined;
    if (earlier && !replaced) return await new Action(context, spec, earlier).#resume();
    context.assertNoPendingAction();
    if (spec.waitsForHeld) context.assertNothingHeld(spec.subject, replaced);
    const row = await beginAction(context, spec, occurrence, replaced);
    return row.status === "held" ? (recordedValue(row) as R) : await new Action(context, spec, row).#send();
  }

  async #resume(): Promise<R> {
    switch (this.#row.status) {
      case "done":
      case "held":
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
    const earlierMs = this.#row.sent_at_ms;
    await this.#record({ sent_at_ms: this.#context.nowMs() });
    return await this.#send(earlierMs);
  }

  /** `earlierMs`: when a request of this intent was sent whose fate only the next answer tells (a review: "already reviewed"); null if there is none. */
  async #send(earlierMs: number | null = null): Promise<R> {
    const { execution, crashPoint } = this.#context.parts;
    crashPoint("after_intent_commit");
    const outcome = await execution
      .alive(() => this.#spec.send(this.#intent(), this.#context.signal))
      .catch((error: unknown) => this.#notSent(error, earlierMs));
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

  /** `send` threw, so nothing was sent, unless it threw by accident: then the intent stays open and is read back; so does one that was sent earlier. */
  async #notSent(error: unknown, earlierMs: number | null): Promise<never> {
    if (!isUpclawsError(error)) throw this.#context.pending(this.#error("outcome_pending", "the request broke off", {}, error));
    if (!error.retryable) return await this.#verdict("refused", error, 0);
    await this.#record({ sent_at_ms: earlierMs });
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

function intentOf(row: StepRow): Intent {
  return {
    id: row.intent_id ?? "",
    params: JSON.parse(row.params ?? "null"),
    preImage: JSON.parse(row.pre_image ?? "null"),
    createdAtMs: row.started_at_ms,
    sentAtMs: row.sent_at_ms ?? row.started_at_ms,
  };
}
