import type { Database } from "../base/sqlite/database.ts";
import { engineError } from "./errors.ts";
import type { CostUnit, SpendLimit } from "./journal.ts";

export interface SpendQuery {
  readonly agent?: string;
  readonly subject?: string;
  readonly unit: CostUnit;
  readonly sinceMs: number;
}

/**
 * What is booked: actual costs of what ended, maxima of what has not (or never will have). What pruned runs spent on a subject counts as spent when
 * the last of it was.
 */
export function bookedSince(database: Database, query: SpendQuery): number {
  const conditions = ["cost_unit = ?"];
  const values: (string | number)[] = [query.unit];
  if (query.subject !== undefined) {
    conditions.push("subject = ?");
    values.push(query.subject);
  }
  if (query.agent !== undefined) {
    conditions.push("agent = ?");
    values.push(query.agent);
  }
  // TOTAL, not SUM: one absurd booking must not make every later sum overflow.
  const where = conditions.map((condition, index) => condition.replace("?", `?${index + 1}`)).join(" AND ");
  const since = `?${values.length + 1}`;
  const row = database.get<{ booked: number }>(
    `SELECT TOTAL(cost) AS booked FROM (SELECT cost FROM step WHERE ${where} AND started_at_ms >= ${since}
       UNION ALL SELECT cost FROM pruned_cost WHERE ${where} AND latest_ms >= ${since})`,
    ...values,
    query.sinceMs,
  );
  return row?.booked ?? 0;
}

/**
 * To be called in the commit that books `requested`: writes of one commit are applied one after the other, so two reservations never
 * both see the same free amount. Throws `spend_limit_exceeded`.
 */
export function assertWithinLimits(
  database: Database,
  unit: CostUnit,
  requested: number,
  limits: readonly SpendLimit[],
  nowMs: number,
): void {
  if (!Number.isSafeInteger(requested) || requested < 0) {
    throw engineError("cost_not_integer", `A cost of ${requested} ${unit} is not a whole number`, { unit, requested });
  }
  for (const limit of limits) {
    const booked = bookedSince(database, { ...limit.scope, unit, sinceMs: Math.min(limit.sinceMs, nowMs) });
    if (booked + requested <= limit.maximum) continue;
    const { name, maximum } = limit;
    throw engineError(
      "spend_limit_exceeded",
      `${name} allows ${maximum} ${unit}; ${booked} are booked and ${requested} more were requested`,
      { name, unit, maximum, booked, requested },
    );
  }
}

/** What to book for a told cost: a figure nobody can mean (negative, not finite, absurd) counts as the maximum that was reserved. */
export function bookable(told: number | undefined, maximum: number): number {
  const amount = Math.ceil(told ?? maximum);
  return Number.isSafeInteger(amount) && amount >= 0 ? amount : maximum;
}
