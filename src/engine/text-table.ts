import { deflateRawSync, inflateRawSync } from "node:zlib";
import { sha256Hex } from "../base/json.ts";
import type { Database } from "../base/sqlite/database.ts";

// Below, a compressed text is hardly shorter.
const compressFrom = 512;

/** A text that a step refers to by its key. */
export interface KeyedText {
  readonly key: string;
  readonly text: string;
}

export function keyed(text: string): KeyedText {
  return { key: sha256Hex(text).slice(0, 32), text };
}

/** Keeps texts that steps of a run refer to, each once per run. */
export function writeTexts(database: Database, run: number, texts: readonly KeyedText[]): void {
  for (const { key, text } of texts) {
    if (database.get("SELECT 1 FROM step_text WHERE run = ? AND key = ?", run, key)) continue;
    const body = text.length < compressFrom ? text : deflateRawSync(text, { level: 1 });
    database.run("INSERT INTO step_text (run, key, body) VALUES (?, ?, ?)", run, key, body);
  }
}

/** All texts of a run by their keys. */
export function selectTexts(database: Database, runId: string): ReadonlyMap<string, string> {
  const rows = database.all<{ key: string; body: string | Uint8Array }>(
    "SELECT key, body FROM step_text WHERE run = (SELECT sequence FROM run WHERE id = ?)",
    runId,
  );
  const text = (body: string | Uint8Array) => (typeof body === "string" ? body : inflateRawSync(body).toString());
  return new Map(rows.map(({ key, body }) => [key, text(body)]));
}
