import { startOfDayMs } from "../base/utc-day.ts";
import { usdNano } from "../llm/prices.ts";
import type { CostLimit } from "../llm/run-step.ts";

/** What models may cost, in USD; an absent limit is none. Days are UTC. */
export interface ModelBudget {
  /** The most that one call can cost. */
  readonly usdPerCall?: number | undefined;
  /** Of this agent's work on one order. */
  readonly usdPerOrder?: number | undefined;
  /** Of this agent. */
  readonly usdPerDay?: number | undefined;
  /** Of all agents of the data directory. */
  readonly usdPerDayOfAll?: number | undefined;
}

/** The limits that each model call of a run must fit, named after their keys in the configuration. */
export function costLimits(
  budget: ModelBudget,
  { agent, subject }: { readonly agent: string; readonly subject: string | null },
  nowMs: number,
): readonly CostLimit[] {
  const sinceMs = startOfDayMs(nowMs);
  const limits: CostLimit[] = [];
  const add = (usd: number | undefined, limit: Omit<CostLimit, "maximum">) => {
    if (usd !== undefined) limits.push({ ...limit, maximum: usdNano(usd) });
  };
  if (subject !== null) add(budget.usdPerOrder, { name: "budget.usdPerOrder", scope: { agent, subject }, sinceMs: 0 });
  add(budget.usdPerDay, { name: "budget.usdPerDay", scope: { agent }, sinceMs });
  add(budget.usdPerDayOfAll, { name: "llm.budget.usdPerDay", scope: {}, sinceMs });
  return limits;
}
