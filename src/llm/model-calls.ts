import { errorCode, isUpclawsError, type UpclawsError } from "../base/errors.ts";
import { type AskOptions, askOnce, type RequestOnRung } from "./ask-once.ts";
import type { TokenUsage } from "./model.ts";
import { ModelChoice } from "./model-choice.ts";
import { type BilledReply, type FailedTry, type ModelTry, nothingUsed } from "./model-try.ts";
import { type OutputRung, outputRungs } from "./output-ladder.ts";
import { costUsdNano, type ModelPrices, priceOf, usdFromNano } from "./prices.ts";
import { requestParts } from "./recorded-request.ts";
import type { CostLimit, RunStep } from "./run-step.ts";
import type { RunTime } from "./run-time.ts";
import { type BudgetFigures, budgetExceeded, type WorkerMeter } from "./worker-limits.ts";

export interface ModelCallsOptions extends AskOptions {
  /** In the order of preference; at least one, each with a price. */
  readonly models: readonly string[];
  readonly prices: ModelPrices;
  readonly step: RunStep;
  /** Every try is a step of this name. */
  readonly stepName: string;
  /** The worker that calls, for the record. */
  readonly worker: string;
  /** Takes secrets out of what is recorded of requests. */
  readonly redact: (text: string) => string;
  readonly limits: readonly CostLimit[];
  readonly meter: WorkerMeter;
  readonly time: RunTime;
}

/** One try before it is made. */
interface Plan {
  readonly name: string;
  readonly requests: readonly RequestOnRung[];
  readonly atMost: TokenUsage;
  readonly maximum: number;
}

/**
 * Model calls of one worker run, with fallback. Each try is one step: its maximum cost is booked against the limits before the request and replaced
 * by the actual one with the reply. A try that failed and is followed by another is recorded as such, with its cost; the last one of an execution
 * throws, is not recorded, and the next execution tries again from there. A recorded reply is returned whatever has happened since.
 */
export class ModelCalls {
  readonly #options: ModelCallsOptions;

  constructor(options: ModelCallsOptions) {
    this.#options = options;
  }

  /** One answer, its output asked for on rung `from` at most. Rejects as `Worker.run` does. */
  async ask(from: OutputRung): Promise<BilledReply> {
    const { models, memory, meter, time } = this.#options;
    const choice = new ModelChoice(models, memory.coolDowns);
    for (;;) {
      const one = await this.#try(from, choice).catch((error: unknown) => {
        time.throwIfOver();
        throw error;
      });
      meter.book(one.booked, one.costUsdNano);
      if (!("failed" in one)) return one;
    }
  }

  async #try(from: OutputRung, choice: ModelChoice): Promise<ModelTry> {
    const { worker, step, stepName, limits, meter, builder, redact } = this.#options;
    const plan = this.#plan(from, choice);
    const { name: model, atMost, maximum } = plan;
    const perform = async (stepSignal: AbortSignal): Promise<ModelTry> => {
      // Here and not before the step: a recorded call is not refused by the limits and cool-downs of today.
      meter.admit(atMost, maximum);
      if (choice.next() === undefined) throw choice.coolingDown();
      try {
        return await this.#ask(plan, stepSignal);
      } catch (error) {
        return this.#failed(error, plan, choice);
      }
    };
    const actual = (one: ModelTry) => one.costUsdNano;
    const actualOnError = (error: unknown) => (isUnbilled(error) ? 0 : undefined);
    try {
      return await step(stepName, perform, {
        cost: { unit: "usd_nano", maximum, limits, actual, actualOnError },
        note: { worker, model, maxInputTokens: atMost.inputTokens, maxOutputTokens: atMost.outputTokens },
        // As on the first rung, whatever this process has learned of the endpoint: a replay asks the same.
        request: () => requestParts(builder.at(model, "json_schema"), redact),
      });
    } catch (error) {
      throw isSpendLimit(error) ? budgetExceeded(error.details as unknown as BudgetFigures) : error;
    }
  }

  #plan(from: OutputRung, choice: ModelChoice): Plan {
    const { models, memory, builder, prices, tokens } = this.#options;
    const name = choice.next() ?? models[0] ?? "";
    const rungs = builder.wantsJson ? memory.ladder.rungs(name, from) : outputRungs.slice(0, 1);
    const requests = rungs.map((rung) => ({ rung, request: builder.at(name, rung) }));
    const usages = requests.map(({ request }) => memory.estimate.atMost(request, tokens));
    const atMost = {
      inputTokens: Math.max(...usages.map((usage) => usage.inputTokens)),
      outputTokens: Math.max(...usages.map((usage) => usage.outputTokens)),
    };
    return { name, requests, atMost, maximum: costUsdNano(atMost, priceOf(prices, name)) };
  }

  async #ask({ name, requests, atMost, maximum }: Plan, stepSignal: AbortSignal): Promise<BilledReply> {
    const { time, tell, prices } = this.#options;
    tell({ type: "model.asked", model: name, maximumUsd: usdFromNano(maximum) });
    const signal = AbortSignal.any([stepSignal, time.signal]);
    const { reply, rung, booked } = await askOnce(requests, atMost, signal, this.#options);
    const cost = costUsdNano(booked, priceOf(prices, name));
    tell({ type: "model.answered", model: reply.model, usage: booked, costUsd: usdFromNano(cost) });
    return { ...reply, asked: name, rung, booked, costUsdNano: cost };
  }

  #failed(error: unknown, { name: model, atMost, maximum }: Plan, choice: ModelChoice): FailedTry {
    const { time, tell } = this.#options;
    // Not the reason itself: a permanent one would be recorded as the step's failure.
    if (time.signal.aborted) throw new Error("the worker was stopped");
    if (!isUpclawsError(error)) throw error;
    const { code } = error;
    const mayMoveOn = choice.movesOn(error);
    if (mayMoveOn) choice.failed(model, error);
    const movesOn = mayMoveOn && choice.next() !== undefined;
    tell({ type: "model.failed", model, code, movesOn });
    if (!movesOn) throw mayMoveOn ? choice.exhausted(error) : error;
    const unbilled = isUnbilled(error);
    return { failed: { model, code }, booked: unbilled ? nothingUsed : atMost, costUsdNano: unbilled ? 0 : maximum };
  }
}

function isUnbilled(error: unknown): boolean {
  return isUpclawsError(error) && error.details.mayBeBilled === false;
}

/** What a step refuses with when a limit would be passed; the same code guards marketplace money, which is not ours. */
function isSpendLimit(error: unknown): error is UpclawsError {
  return isUpclawsError(error) && errorCode(error) === "spend_limit_exceeded" && error.details.unit === "usd_nano";
}
