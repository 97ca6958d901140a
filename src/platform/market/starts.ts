import type { Database } from "../../base/sqlite/database.ts";

/** Where starts are counted: for the directory, not for the market in it, so neither a reset nor a snapshot takes any back. */
export const startsTable = "starts";

/** Counts this start of the database, before anything is drawn for it. Answers how many there were before. */
export function countStart(database: Database): number {
  const row = database.get<{ count: number }>(`UPDATE ${startsTable} SET count = count + 1 RETURNING count`);
  if (!row) throw new Error("No start was counted");
  return row.count - 1;
}
