import { isoTime } from "../../../base/clock.ts";
import { Refusal } from "../../market/refusal.ts";
import type { RateLimits } from "./rate-limits.ts";
import type { RateStyle, ResetForm } from "./rate-style.ts";
import { type RequestCounter, requestCounter } from "./request-counter.ts";

/** One request, as the limits see it. */
export interface CountedRequest {
  readonly cost: "read" | "write";
  /** Agent or user; undefined for the anonymous. */
  readonly callerId: string | undefined;
  readonly address: string;
  readonly registers: boolean;
}

export interface RateVerdict {
  /** `rate_limited`; undefined when the request may pass and was counted. */
  readonly refusal: Refusal | undefined;
  /** Lower-case names; empty where the style tells nothing. */
  readonly headers: Readonly<Record<string, string>>;
}

interface Budget {
  readonly name: string;
  readonly limit: number;
  readonly usable: number;
}

/** The server's rate limits (PLATFORM row 38). Refused requests are not counted. */
export class RateLimiter {
  readonly #limits: RateLimits;
  readonly #style: RateStyle;
  #counter: RequestCounter;
  #told = 0;

  constructor(limits: RateLimits, style: RateStyle) {
    this.#limits = limits;
    this.#style = style;
    this.#counter = requestCounter(style.window);
  }

  admit(request: CountedRequest, nowMs: number): RateVerdict {
    const budgets = this.#budgetsOf(request);
    const exhausted = budgets.find(({ name, usable }) => this.#counter.used(name, nowMs) >= usable);
    if (exhausted) return this.#refuse(exhausted, nowMs);
    for (const { name } of budgets) this.#counter.count(name, nowMs);
    const headers = this.#style.toldOn === "every_answer" ? this.#headers(this.#tightest(budgets, nowMs), nowMs) : {};
    return { refusal: undefined, headers };
  }

  /** Forgets every count. */
  reset(): void {
    this.#counter = requestCounter(this.#style.window);
  }

  #budgetsOf({ cost, callerId, address, registers }: CountedRequest): Budget[] {
    const { readsPerMinute, writesPerMinute, registrationsPerMinute } = this.#limits;
    const limit = cost === "read" ? readsPerMinute : writesPerMinute;
    const names = callerId === undefined ? [] : [`${cost} by ${callerId}`];
    if (callerId === undefined || this.#style.scope === "caller_and_address") names.push(`${cost} from ${address}`);
    const budgets = names.map((name) => this.#budget(name, limit));
    return registers ? [...budgets, this.#budget(`registration from ${address}`, registrationsPerMinute)] : budgets;
  }

  #budget(name: string, limit: number): Budget {
    return { name, limit, usable: Math.max(1, Math.floor(limit * this.#style.usableShare)) };
  }

  #tightest(budgets: readonly Budget[], nowMs: number): Budget {
    const left = ({ name, usable }: Budget) => usable - this.#counter.used(name, nowMs);
    return budgets.reduce((tightest, budget) => (left(budget) < left(tightest) ? budget : tightest));
  }

  #refuse(budget: Budget, nowMs: number): RateVerdict {
    const waitS = Math.max(1, Math.ceil((this.#counter.roomAtMs(budget.name, nowMs) - nowMs) / 1_000));
    const message = `More than ${budget.limit} requests of this kind in a minute; go on in ${waitS} s`;
    const retryAfter = this.#style.retryAfterHeader ? { "retry-after": String(waitS) } : {};
    return {
      refusal: new Refusal("rate_limited", message, { details: { limit: budget.limit, retry_after_s: waitS } }),
      headers: { ...this.#headers(budget, nowMs), ...retryAfter },
    };
  }

  #headers({ name, limit, usable }: Budget, nowMs: number): Record<string, string> {
    const { limitHeader, resetForms } = this.#style;
    const form = resetForms[this.#told++ % resetForms.length] ?? resetForms[0];
    return {
      ...(limitHeader ? { "x-ratelimit-limit": String(limit) } : {}),
      "x-ratelimit-remaining": String(usable - this.#counter.used(name, nowMs)),
      "x-ratelimit-reset": writeTime(form, this.#counter.roomAtMs(name, nowMs)),
    };
  }
}

function writeTime(form: ResetForm, atMs: number): string {
  switch (form) {
    case "epoch_s":
      return String(Math.ceil(atMs / 1_000));
    case "epoch_ms":
      return String(atMs);
    case "iso":
      return isoTime(atMs);
  }
}
