import { canonicalJson, type Json } from "../../base/json.ts";
import { diffLines, diffText } from "../../base/line-diff.ts";
import type { ActionSpec } from "../../engine/journal.ts";
import type { StepRow } from "../../engine/step-table.ts";
import { requestOf } from "../../llm/recorded-request.ts";
import { requestLines } from "../../llm/request-lines.ts";

/**
 * request: a model would be asked something else (its recorded answer was used). params: an action would send something else. not_asked: a record
 * that the handler did not ask for. not_recorded: it asked for something that is not in the record. timers, outcome: the run ends otherwise. hangs: it
 * waits for something that no record holds.
 */
export type DifferenceKind = "request" | "params" | "not_asked" | "not_recorded" | "timers" | "outcome" | "hangs";

export interface Difference {
  readonly kind: DifferenceKind;
  /** `action deliver`, `step model:worker (2)`; null for the run as a whole. */
  readonly step: string | null;
  /** For people: `-` is recorded, `+` is now. */
  readonly text: string;
}

/** What a model is asked now beside what it was asked. Undefined where both are the same, or nothing is recorded of the request. */
export function requestDifference(
  row: StepRow,
  asked: readonly string[],
  texts: ReadonlyMap<string, string>,
): Difference | undefined {
  const recorded = recordedParts(row, texts);
  if (!recorded || canonicalJson(recorded) === canonicalJson(asked)) return undefined;
  return { kind: "request", step: stepTitle(row), text: lineDiff(partLines(recorded), partLines(asked)) };
}

/** The parts of a step's request; undefined where none were recorded. */
export function recordedParts(row: StepRow, texts: ReadonlyMap<string, string>): readonly string[] | undefined {
  if (row.kind !== "step" || row.params === null) return undefined;
  const keys = JSON.parse(row.params) as readonly string[];
  const parts = keys.flatMap((key) => texts.get(key) ?? []);
  return parts.length === keys.length ? parts : undefined;
}

export function paramsDifference(
  row: StepRow,
  { subject, params }: Pick<ActionSpec<unknown>, "subject" | "params">,
): Difference | undefined {
  const recorded = { subject: row.subject, params: JSON.parse(row.params ?? "null") as Json };
  const now = { subject, params };
  if (canonicalJson(recorded) === canonicalJson(now)) return undefined;
  const text = lineDiff(paramLines(recorded.params), paramLines(now.params));
  const about = row.subject === subject ? [] : [`- on ${row.subject}`, `+ on ${subject}`];
  return { kind: "params", step: stepTitle(row), text: [...about, text].join("\n") };
}

export function stepTitle({ kind, name, occurrence }: Pick<StepRow, "kind" | "name" | "occurrence">): string {
  return `${kind} ${name}${occurrence > 0 ? ` (${occurrence + 1})` : ""}`;
}

export function lineDiff(before: readonly string[], now: readonly string[]): string {
  return diffText(diffLines(before, now));
}

function partLines(parts: readonly string[]): readonly string[] {
  return parts.length === 0 ? [] : requestLines(requestOf(parts));
}

/** A line for each field, and as many as it has for a text. */
function paramLines(params: Json): readonly string[] {
  if (typeof params !== "object" || params === null || Array.isArray(params)) return [canonicalJson(params)];
  return Object.entries(params).flatMap(([key, value]) =>
    typeof value === "string"
      ? value.split("\n").map((line, index) => (index === 0 ? `${key}: ${line}` : `  ${line}`))
      : `${key}: ${canonicalJson(value)}`,
  );
}
