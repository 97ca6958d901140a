import type { StepRecord } from "../engine/records.ts";
import { duration, usd } from "./readable-figures.ts";

export type FactsOf = Pick<StepRecord, "name" | "status" | "value" | "note" | "cost" | "costUnit" | "startedAtMs" | "endedAtMs">;

/** What there is to know of a step, in a few words: model and tokens, cost, time, and how it ended when not well. */
export function stepFacts(step: FactsOf): string {
  const { status, costUnit, cost, startedAtMs, endedAtMs } = step;
  const tookMs = endedAtMs === null ? 0 : endedAtMs - startedAtMs;
  const { model, inputTokens, outputTokens, code } = modelFacts(step);
  const facts = [
    model ?? "",
    inputTokens === undefined ? "" : `${inputTokens} + ${outputTokens} tokens`,
    costUnit === "usd_nano" ? usd(cost) : costUnit === "ocmc" && cost > 0 ? `${cost} OCMC` : "",
    tookMs > 0 ? duration(tookMs) : "",
    code === undefined ? (status === "done" ? "" : status) : `failed: ${code}`,
  ];
  return facts.filter((fact) => fact !== "").join("  ");
}

export interface ModelFacts {
  /** The model that answered, or that was asked. */
  readonly model?: string;
  /** As booked. */
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  /** Why it failed. */
  readonly code?: string;
}

/** Of a step that failed the code, of a model call also who was asked and what it used. */
export function modelFacts({ name, status, value, note }: FactsOf): ModelFacts {
  const told = (value ?? {}) as {
    readonly model?: string;
    readonly booked?: { readonly inputTokens: number; readonly outputTokens: number };
    readonly failed?: { readonly code: string };
    readonly code?: string;
  };
  const code = told.failed?.code ?? (status === "failed" || status === "refused" ? told.code : undefined);
  const failure = code === undefined ? {} : { code };
  if (!name.startsWith("model:")) return failure;
  const model = told.model ?? (note as { readonly model?: string } | null)?.model;
  return { ...(model !== undefined && { model }), ...(!told.failed && told.booked), ...failure };
}
