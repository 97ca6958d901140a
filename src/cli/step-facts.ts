import type { StepRow } from "../engine/step-table.ts";
import { duration, usd } from "./terminal.ts";

type FactsOf = Pick<StepRow, "name" | "status" | "value" | "note" | "cost" | "cost_unit" | "started_at_ms" | "ended_at_ms">;

/** What there is to know of a step, in a few words: model and tokens, cost, time, and how it ended when not well. */
export function stepFacts(row: FactsOf): string {
  const { status, cost_unit: unit, cost, started_at_ms: startedAtMs, ended_at_ms: endedAtMs } = row;
  const tookMs = endedAtMs === null ? 0 : endedAtMs - startedAtMs;
  const facts = [
    ...modelFacts(row),
    unit === "usd_nano" ? usd(cost) : unit === "ocmc" && cost > 0 ? `${cost} OCMC` : "",
    tookMs > 0 ? duration(tookMs) : "",
    status === "done" ? "" : status,
  ];
  return facts.filter((fact) => fact !== "").join("  ");
}

interface ModelValue {
  readonly model?: string;
  readonly booked?: { readonly inputTokens: number; readonly outputTokens: number };
  readonly failed?: { readonly code: string };
  readonly code?: string;
}

function modelFacts({ name, value, note }: FactsOf): readonly string[] {
  const { code, model, booked, failed } = (JSON.parse(value ?? "null") ?? {}) as ModelValue;
  if (!name.startsWith("model:")) return typeof code === "string" ? [code] : [];
  const asked = (JSON.parse(note ?? "null") as { readonly model?: string } | null)?.model;
  const why = failed?.code ?? (model === undefined ? code : undefined);
  if (why !== undefined) return [asked ?? "", `failed: ${why}`];
  return [model ?? asked ?? "", booked ? `${booked.inputTokens} + ${booked.outputTokens} tokens` : "no answer"];
}
