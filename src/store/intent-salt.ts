import type { Random } from "../base/random.ts";
import type { Database } from "../base/sqlite/database.ts";

const key = "intent_salt";

/** Gives the directory what makes its intents its own, once. */
export function giveSalt(database: Database, random: Random): void {
  const salt = random.bytes(16).toString("hex");
  database.run("INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING", key, salt);
}

/** Without it, two directories that run the same schedule of one agent would take each other's orders for their own. Empty in memory. */
export function intentSalt(database: Database): string {
  return database.get<{ value: string }>("SELECT value FROM meta WHERE key = ?", key)?.value ?? "";
}
