import { UpclawsError } from "../base/errors.ts";
import type { CoolDowns } from "./cool-downs.ts";
import { llmError } from "./errors.ts";

/** Which of the ordered models to ask next, within one call of one execution. */
export class ModelChoice {
  readonly #models: readonly string[];
  readonly #coolDowns: CoolDowns;
  readonly #tries: { readonly model: string; readonly code: string }[] = [];

  constructor(models: readonly string[], coolDowns: CoolDowns) {
    this.#models = models;
    this.#coolDowns = coolDowns;
  }

  /** The first model that has not failed in this call and does not cool down. */
  next(): string | undefined {
    return this.#models.find((model) => !this.#tries.some((one) => one.model === model) && this.#coolDowns.waitMs(model) === 0);
  }

  /** Whether `error` is one that another model may not have: those that pass, and an account without credit. A refused request is refused again. */
  movesOn(error: UpclawsError): boolean {
    return error.retryable || error.code === "model_quota_exhausted";
  }

  /** Notes a failure that another model may not have. Waiting does not fill an account, so that model does not cool down. */
  failed(model: string, error: UpclawsError): void {
    this.#tries.push({ model, code: error.code });
    const { retryAfterMs } = error.details;
    if (error.retryable) this.#coolDowns.failed(model, typeof retryAfterMs === "number" ? retryAfterMs : undefined);
  }

  /** What is thrown when `error` was the last try: the error itself, with when to come back, as long as waiting helps any model. */
  exhausted(error: UpclawsError): UpclawsError {
    const retryAfterMs = this.#soonestMs();
    if (retryAfterMs === undefined) return error;
    if (!error.retryable) return this.coolingDown();
    const details = { ...error.details, retryAfterMs, tries: this.#tries };
    return new UpclawsError(error.code, error.message, { retryable: true, details });
  }

  coolingDown(): UpclawsError {
    const retryAfterMs = this.#soonestMs() ?? 0;
    const models = this.#models;
    const details = { models, retryAfterMs, tries: this.#tries, mayBeBilled: false };
    return llmError("models_cooling_down", `${models.join(", ")}: left alone for ${retryAfterMs} ms after failures`, details);
  }

  /** Until the first model may be asked again; undefined when none cools down. */
  #soonestMs(): number | undefined {
    const waits = this.#models.map((model) => this.#coolDowns.waitMs(model)).filter((waitMs) => waitMs > 0);
    return waits.length > 0 ? Math.min(...waits) : undefined;
  }
}
