import { readFileSync } from "node:fs";
import { z } from "zod";
import { messageOf } from "../../base/errors.ts";
import type { PlayedRun } from "../batch/played-run.ts";
import { simError } from "../errors.ts";
import { measure } from "../metrics/metrics.ts";
import { simulationRecordSchema } from "../record.ts";
import { groupRuns, intervalsOf } from "./run-group.ts";

const documentSchema = z.object({
  format: z.literal(1),
  runs: z.array(z.object({ set: z.record(z.string(), z.unknown()), record: simulationRecordSchema })).min(1),
});

/** What `simulate --json` prints, for one run and for many. */
export function documentOf(runs: readonly PlayedRun[]): object {
  return {
    format: 1,
    runs: runs.map(({ set, record }) => ({ set, metrics: measure(record), record })),
    groups: groupRuns(runs).map((group) => ({
      set: group.set,
      seeds: group.runs.map(({ record }) => record.seed),
      figures: intervalsOf(group),
    })),
  };
}

/** Reads such a document back. Metrics are computed anew from the records. Throws `record_invalid`. */
export function readDocument(file: string): readonly PlayedRun[] {
  const problem = (why: string, cause?: unknown) =>
    simError("record_invalid", `${file} is not what simulate --json writes: ${why}`, { file }, cause);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw problem(messageOf(error), error);
  }
  const parsed = documentSchema.safeParse(value);
  if (parsed.success) return parsed.data.runs;
  const [issue] = parsed.error.issues;
  throw problem(`${issue?.path.join(".") || "document"}: ${issue?.message ?? "unreadable"}`);
}
