import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { checkJson } from "../../base/checked-json.ts";
import { canonicalJson } from "../../base/json.ts";
import type { ModelReply, ModelRequest } from "../../llm/model.ts";
import { testingError } from "../errors.ts";

const format = "upclaws-cassette/1";

// What is inside a recording was written by us; only its outline is checked.
const fileSchema = z.object({
  format: z.literal(format),
  recordings: z.record(
    z.string(),
    z.object({
      request: z.looseObject({ messages: z.array(z.unknown()) }),
      reply: z.looseObject({ toolCalls: z.array(z.unknown()) }),
    }),
  ),
});

export interface Recording {
  readonly request: ModelRequest;
  readonly reply: ModelReply;
}

/** Recordings by the key of their request; none where there is no file. Throws `cassette_invalid`. */
export function readCassette(file: string): Map<string, Recording> {
  if (!existsSync(file)) return new Map();
  const checked = checkJson(readFileSync(file, "utf8"), fileSchema);
  if (checked.ok) return new Map(Object.entries(checked.value.recordings) as unknown as [string, Recording][]);
  throw testingError("cassette_invalid", `${file} is no cassette of the format ${format}: ${checked.problem}`, { file });
}

/** JSON with sorted keys, replaced in one step: the same recordings make the same bytes, and a diff shows what changed. */
export function writeCassette(file: string, recordings: ReadonlyMap<string, Recording>): void {
  const sorted: unknown = JSON.parse(canonicalJson({ format, recordings: Object.fromEntries(recordings) }));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(sorted, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}
