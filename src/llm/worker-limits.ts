import type { UpclawsError } from "../base/errors.ts";
import { llmError } from "./errors.ts";
import type { TokenUsage } from "./model.ts";
import { usdFromNano, usdNano } from "./prices.ts";

/** What one worker run may use up. */
export interface WorkerLimits {
  /** How often the model may ask for tools. Default 8. */
  readonly maxSteps?: number;
  /** Tokens over all calls, prompts and replies, as booked. Default 200,000. */
  readonly maxTokens?: number;
  /** What all calls together may cost. Default: no limit but those of the agent. */
  readonly maxCostUsd?: number;
  /** On the clock, from the beginning of this execution; a call in flight is aborted then. Default 600,000 (10 minutes). */
  readonly maxDurationMs?: number;
}

/** What a configuration sets in place of the defaults. */
export interface WorkerDefaults {
  readonly maxSteps?: number | undefined;
  readonly maxTokens?: number | undefined;
  readonly maxDurationMs?: number | undefined;
}

const defaults = { maxSteps: 8, maxTokens: 200_000, maxDurationMs: 600_000 };

/** The figures of a refused model call; all in nano-USD. */
export interface BudgetFigures {
  /** Of the limit, e.g. `budget.usdPerDay`. */
  readonly name: string;
  readonly maximum: number;
  readonly booked: number;
  readonly requested: number;
}

/** The call was not made. */
export function budgetExceeded({ name, maximum, booked, requested }: BudgetFigures): UpclawsError {
  const usd = (nano: number) => `$${usdFromNano(nano).toFixed(6)}`;
  const left = `${usd(booked)} are booked and the call may cost ${usd(requested)}`;
  const details = { name, unit: "usd_nano", maximum, booked, requested, mayBeBilled: false };
  return llmError("budget_exceeded", `${name} allows ${usd(maximum)}; ${left}`, details);
}

type WorkerBounds = WorkerDefaults & { readonly maxCostUsd?: number | undefined };

/** Counts what one run uses, and refuses what would pass its limits. */
export class WorkerMeter {
  readonly #name: string;
  readonly #limits: WorkerBounds;
  readonly #maxUsdPerCall: number | undefined;
  #steps = 0;
  #tokens = 0;
  #costUsdNano = 0;

  constructor(name: string, limits: WorkerBounds, maxUsdPerCall: number | undefined) {
    this.#name = name;
    this.#limits = limits;
    this.#maxUsdPerCall = maxUsdPerCall;
  }

  get costUsdNano(): number {
    return this.#costUsdNano;
  }

  get maxDurationMs(): number {
    return this.#limits.maxDurationMs ?? defaults.maxDurationMs;
  }

  /** Throws `budget_exceeded` or `worker_tokens_exhausted` when a call of this maximum does not fit any more. */
  admit(atMost: TokenUsage, maximumUsdNano: number): void {
    this.#admitCost("budget.usdPerCall", this.#maxUsdPerCall, 0, maximumUsdNano);
    this.#admitCost("maxCostUsd", this.#limits.maxCostUsd, this.#costUsdNano, maximumUsdNano);
    const maxTokens = this.#limits.maxTokens ?? defaults.maxTokens;
    const requested = atMost.inputTokens + atMost.outputTokens;
    if (this.#tokens + requested <= maxTokens) return;
    const used = this.#tokens;
    const figures = `${used} are used and the next call may need ${requested}`;
    throw llmError("worker_tokens_exhausted", `Worker "${this.#name}" may use ${maxTokens} tokens; ${figures}`, {
      name: this.#name,
      maxTokens,
      used,
      requested,
      mayBeBilled: false,
    });
  }

  book(usage: TokenUsage, costUsdNano: number): void {
    this.#tokens += usage.inputTokens + usage.outputTokens;
    this.#costUsdNano += costUsdNano;
  }

  /** Counts one round of tools. Throws `worker_steps_exhausted`. */
  step(): void {
    const maxSteps = this.#limits.maxSteps ?? defaults.maxSteps;
    if (++this.#steps <= maxSteps) return;
    const details = { name: this.#name, maxSteps };
    throw llmError("worker_steps_exhausted", `Worker "${this.#name}" asked for tools more than ${maxSteps} times`, details);
  }

  timeExhausted(): UpclawsError {
    const { maxDurationMs } = this;
    const details = { name: this.#name, maxDurationMs };
    return llmError("worker_time_exhausted", `Worker "${this.#name}" was not done within ${maxDurationMs} ms`, details);
  }

  #admitCost(name: string, maximumUsd: number | undefined, booked: number, requested: number): void {
    if (maximumUsd === undefined) return;
    const maximum = usdNano(maximumUsd);
    // Written so that a limit which is no number admits nothing.
    if (!(booked + requested <= maximum)) throw budgetExceeded({ name, maximum, booked, requested });
  }
}
