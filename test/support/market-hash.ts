import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Everything a server keeps on disk, as one hash per table and the list of its other files. */
export function marketHash(dataDir: string): Readonly<Record<string, string>> {
  const database = new DatabaseSync(join(dataDir, "platform.db"), { readOnly: true });
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").all();
  const hashes: Record<string, string> = {};
  for (const { name } of tables) {
    const hash = createHash("sha256");
    for (const row of database.prepare(`SELECT * FROM "${name}"`).iterate()) hash.update(JSON.stringify(row));
    hashes[String(name)] = hash.digest("hex");
  }
  database.close();
  const files = readdirSync(dataDir, { recursive: true }).map(String);
  return {
    ...hashes,
    files: files
      .filter((file) => !file.startsWith("platform.db"))
      .sort()
      .join(" "),
  };
}
