import type { Database } from "../../base/sqlite/database.ts";

/** `My AI Agent` → `my-ai-agent`; a name without a letter or digit of ASCII becomes `agent`. */
function slugBase(name: string): string {
  const slug = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return slug || "agent";
}

export interface FreeSlug {
  readonly slug: string;
  readonly base: string;
  readonly number: number;
}

/** The base itself, or with `-2`, `-3` … when it is taken (PLATFORM row 32). */
export function freeSlug(database: Database, name: string): FreeSlug {
  const base = slugBase(name);
  const last = database.get<{ number: number | null }>("SELECT max(slug_number) AS number FROM agents WHERE slug_base = ?", base);
  // An agent named "writer-2" holds that slug under another base, hence the loop.
  for (let number = (last?.number ?? 0) + 1; ; number++) {
    const slug = number === 1 ? base : `${base}-${number}`;
    if (!database.get("SELECT 1 FROM agents WHERE slug = ?", slug)) return { slug, base, number };
  }
}
