import type { Json } from "../../base/json.ts";

/** Filled in every reply: the request's number among all, its number among those of its rule, last user message, model asked for. */
export const standingPlaceholders = ["call", "hit", "user", "model"] as const;

const placeholder = /\{\{\s*([A-Za-z0-9_]+)\s*\}\}/g;

/** Fills `{{name}}` in every string of `value`, keys excepted. A name without a value stays as it is. */
export function fill<T extends Json>(value: T, values: Readonly<Record<string, string>>): T;
export function fill(value: Json, values: Readonly<Record<string, string>>): Json {
  if (typeof value === "string") return value.replace(placeholder, (whole, name: string) => values[name] ?? whole);
  if (Array.isArray(value)) return value.map((item: Json) => fill(item, values));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner, values)]));
}

export function placeholdersIn(value: Json): string[] {
  return Array.from(JSON.stringify(value).matchAll(placeholder), (match) => match[1] ?? "");
}
