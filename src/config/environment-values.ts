import type { z } from "zod";

/**
 * `port: ${env:PORT}` is text where a number belongs. Where the schema minds just that, at a place that came from the environment, the
 * text is read as the number or switch it spells. Changes `value` in place; true when anything changed, and the schema should look again.
 */
export function readEnvironmentScalars(
  error: z.ZodError,
  value: unknown,
  fromEnvironment: (path: readonly PropertyKey[]) => boolean,
): boolean {
  let changed = false;
  for (const issue of error.issues) {
    if (issue.code !== "invalid_type" || !fromEnvironment(issue.path)) continue;
    const key = issue.path.at(-1);
    const parent = issue.path.slice(0, -1).reduce<unknown>((at, step) => (at as Record<PropertyKey, unknown>)[step], value);
    const text = key === undefined ? undefined : (parent as Record<PropertyKey, unknown>)[key];
    const scalar = typeof text === "string" ? scalarOf(issue.expected, text.trim()) : undefined;
    if (scalar === undefined || key === undefined) continue;
    (parent as Record<PropertyKey, unknown>)[key] = scalar;
    changed = true;
  }
  return changed;
}

function scalarOf(expected: string, text: string): number | boolean | undefined {
  if (expected === "boolean") return text === "true" ? true : text === "false" ? false : undefined;
  if (expected !== "number" && expected !== "int") return undefined;
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}
