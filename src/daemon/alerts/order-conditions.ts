import { isoTime } from "../../base/clock.ts";
import { readOrderBooks, type TroubledOrder } from "../health/order-book.ts";
import type { Condition, ConditionSources, Conditions } from "./condition.ts";

/** Orders that the last reconcile found in trouble. */
export function orderConditions({ engine }: ConditionSources): Conditions {
  const books = [...readOrderBooks(engine)];
  return { conditions: books.flatMap(([agent, { troubled }]) => troubled.map((order) => condition(agent, order))) };
}

const sentences = {
  late: "is late",
  stalled: "needs us, and nothing here works on it",
  approvalDeadline: "is approved by the platform soon, unless we decide",
} as const;

function condition(agent: string, order: TroubledOrder): Condition {
  const { orderId, orderNumber, role, status, trouble, dueAtMs } = order;
  return {
    kind: trouble === "approvalDeadline" ? "approvalDeadline" : "stalled",
    subject: `${agent}/${orderId}/${trouble}`,
    agent,
    text: `Order ${orderNumber} of agent ${agent} (${role}, ${status}) ${sentences[trouble]}`,
    details: { orderId, orderNumber, role, status, trouble, dueAt: dueAtMs === null ? null : isoTime(dueAtMs) },
  };
}
