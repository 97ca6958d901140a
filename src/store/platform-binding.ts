import type { Database } from "../base/sqlite/database.ts";
import { storeError } from "./errors.ts";

const key = "platform_base_url";

/**
 * Binds the directory to one platform for ever: what it knows of orders and rounds is true of that platform only. A trailing slash and
 * the letter case of the host make no difference. Throws `data_directory_bound`.
 */
export function bindPlatform(database: Database, baseUrl: string): void {
  const wanted = normalized(baseUrl);
  const bound = boundPlatform(database);
  if (bound === undefined) {
    database.run("INSERT INTO meta (key, value) VALUES (?, ?)", key, wanted);
  } else if (bound !== wanted) {
    throw storeError("data_directory_bound", `${database.path} belongs to ${bound}, not to ${wanted}`, {
      path: database.path,
      bound,
      wanted,
    });
  }
}

/** The platform base URL the directory belongs to; undefined while it belongs to none. */
function boundPlatform(database: Database): string | undefined {
  return database.get<{ value: string }>("SELECT value FROM meta WHERE key = ?", key)?.value;
}

function normalized(baseUrl: string): string {
  const url = new URL(baseUrl);
  url.hash = "";
  url.search = "";
  return url.href.replace(/\/+$/, "");
}
