import { z } from "zod";
import { checkJson } from "../../base/checked-json.ts";
import type { Json } from "../../base/json.ts";
import type { StepRow } from "../../engine/step-table.ts";
import { runtimeError } from "../errors.ts";
import type { RecordedRun } from "./recorded-run.ts";

const format = "upclaws-run/1";

// What is inside was written by us; only its outline is checked.
const fileSchema = z.object({
  format: z.literal(format),
  run: z.looseObject({ id: z.string(), agent: z.string(), data: z.looseObject({ type: z.string() }) }),
  steps: z.array(z.looseObject({ kind: z.enum(["step", "action"]), name: z.string(), occurrence: z.int() })),
  texts: z.record(z.string(), z.unknown()),
  state: z.record(z.string(), z.unknown()),
  messages: z.array(z.unknown()),
  timers: z.array(z.unknown()),
});

// Stored as JSON in texts; in the file as what they are. Absent stands for no value at all.
const jsonColumns = ["value", "note", "params", "pre_image"] as const;

/** A recorded run as the text of a file: JSON that a person can read, and tests can replay. `redact` takes secrets out of it. */
export function runFile(record: RecordedRun, redact: (text: string) => string): string {
  const { steps, texts, state, ...rest } = record;
  const content = {
    format,
    ...rest,
    steps: steps.map(opened),
    texts: Object.fromEntries([...texts].map(([key, text]) => [key, openedText(text)])),
    state: Object.fromEntries(state),
  };
  return `${redact(JSON.stringify(content, null, 2))}\n`;
}

/** What `runFile` wrote. Throws `run_file_invalid`, which names `file`. */
export function parseRunFile(text: string, file: string): RecordedRun {
  const checked = checkJson(text, fileSchema);
  if (!checked.ok) throw invalid(file, checked.problem);
  const { format: _, steps, texts, state, ...rest } = JSON.parse(text) as Content;
  return {
    ...rest,
    steps: steps.map(closed),
    texts: new Map(Object.entries(texts).map(([key, part]) => [key, typeof part === "string" ? part : JSON.stringify(part)])),
    state: new Map(Object.entries(state)),
  };
}

type Content = Omit<RecordedRun, "steps" | "texts" | "state"> & {
  readonly format: string;
  readonly steps: readonly Readonly<Record<string, Json>>[];
  readonly texts: Readonly<Record<string, Json>>;
  readonly state: Readonly<Record<string, Json>>;
};

function opened(row: StepRow): object {
  const texts = jsonColumns.map((column) => [column, row[column] === null ? undefined : JSON.parse(row[column])]);
  return { ...row, ...Object.fromEntries(texts) };
}

function closed(step: Readonly<Record<string, Json>>): StepRow {
  const texts = jsonColumns.map((column) => [column, step[column] === undefined ? null : JSON.stringify(step[column])]);
  return { ...step, ...Object.fromEntries(texts) } as unknown as StepRow;
}

/** A part of a model's request is JSON and shown so; any other text stays a text. */
function openedText(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && JSON.stringify(value) === text ? value : text;
  } catch {
    return text;
  }
}

function invalid(file: string, problem: string) {
  return runtimeError("run_file_invalid", `${file} is no recorded run of the format ${format}: ${problem}`, { file });
}
