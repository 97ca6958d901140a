import { usdFromNano } from "../../llm/prices.ts";
import { type DailyUse, dailyUses } from "../health/daily-use.ts";
import type { Condition, ConditionSources, Conditions } from "./condition.ts";

/** From this share of a daily limit on, somebody should know. */
const tellFrom = 0.8;

/** Daily limits that are nearly used up. At midnight UTC they begin anew. */
export function budgetConditions({ engine, agents, nowMs }: ConditionSources): Conditions {
  const uses = dailyUses(engine, agents.values(), nowMs);
  return { conditions: uses.filter(({ used, limit }) => used >= limit * tellFrom).map(condition) };
}

function condition({ agent, name, unit, used, limit }: DailyUse): Condition {
  const figure = (amount: number) => (unit === "usd_nano" ? `${usdFromNano(amount).toFixed(4)} USD` : `${amount} OCMC`);
  return {
    kind: "budget",
    subject: `${agent ?? ""}/${name}`,
    agent,
    text: `${agent === null ? "All agents together have" : `Agent ${agent} has`} used ${figure(used)} of ${figure(limit)} (${name})`,
    details: { name, unit, used, limit },
  };
}
