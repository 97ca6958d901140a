import type { Json } from "../base/json.ts";
import type { Database } from "../base/sqlite/database.ts";
import { jsonText } from "./json-text.ts";
import type { StateWrite } from "./run.ts";

export function selectState(database: Database, scope: string): ReadonlyMap<string, Json> {
  const rows = database.all<{ key: string; value: string }>("SELECT key, value FROM state WHERE scope = ? ORDER BY key", scope);
  return new Map(rows.map((row) => [row.key, JSON.parse(row.value) as Json]));
}

export function applyStateWrites(database: Database, writes: readonly StateWrite[]): void {
  for (const { scope, key, value } of writes) {
    const text = jsonText(value);
    if (text === null) database.run("DELETE FROM state WHERE scope = ? AND key = ?", scope, key);
    else database.run("INSERT OR REPLACE INTO state (scope, key, value) VALUES (?, ?, ?)", scope, key, text);
  }
}
