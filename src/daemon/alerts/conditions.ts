import { agentConditions } from "./agent-conditions.ts";
import { approvalConditions } from "./approval-conditions.ts";
import { budgetConditions } from "./budget-conditions.ts";
import type { ConditionSources, Conditions } from "./condition.ts";
import { deadLetterConditions } from "./dead-letter-conditions.ts";
import { orderConditions } from "./order-conditions.ts";

const sources: readonly ((from: ConditionSources) => Conditions)[] = [
  agentConditions,
  approvalConditions,
  budgetConditions,
  deadLetterConditions,
  orderConditions,
];

/** Everything an operator should know now, from the store alone: nothing is lost by a crash, and nothing needs to be remembered. */
export function currentConditions(from: ConditionSources): Conditions {
  const told = sources.map((source) => source(from));
  return { conditions: told.flatMap(({ conditions }) => conditions), cutOff: told.flatMap(({ cutOff }) => cutOff ?? []) };
}
