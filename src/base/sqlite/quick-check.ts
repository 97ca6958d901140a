import { statSync } from "node:fs";
import { openDatabase } from "./database.ts";

/** Up to this size a file is read whole: about two milliseconds a megabyte, so half a second at most. */
const wholeUpToBytes = 256 * 2 ** 20;
const mostFindings = 5;

/**
 * What `PRAGMA quick_check` finds wrong with an existing database; empty when it is whole. Writes nothing. Of a file above 256 MB only header and
 * length are looked at; its damage shows when what is damaged is read. Throws SQLite's own error for what is no database at all, or cut short.
 */
export function quickCheck(path: string, wholeUpTo = wholeUpToBytes): readonly string[] {
  const database = openDatabase({ path, readOnly: true });
  try {
    database.get("SELECT count(*) AS tables FROM sqlite_schema");
    if (statSync(path).size > wholeUpTo) return [];
    const findings = database.all<{ quick_check: string }>(`PRAGMA quick_check(${mostFindings})`).map((row) => row.quick_check);
    return findings.filter((finding) => finding !== "ok");
  } finally {
    database.close();
  }
}
