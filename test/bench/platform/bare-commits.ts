import { join } from "node:path";
import { openDatabase } from "../../../src/base/sqlite/database.ts";

/** The yardstick of the disk: commits per second of one small row each, synced, one after the other. */
export function bareCommitsPerSecond(dir: string, seconds: number): number {
  const database = openDatabase({ path: join(dir, "bare.db") });
  try {
    database.exec("CREATE TABLE entry (id INTEGER PRIMARY KEY, value TEXT NOT NULL) STRICT");
    const startedAt = performance.now();
    let commits = 0;
    for (; performance.now() - startedAt < seconds * 1_000; commits++) database.run("INSERT INTO entry (value) VALUES ('{}')");
    return commits / ((performance.now() - startedAt) / 1_000);
  } finally {
    database.close();
  }
}
