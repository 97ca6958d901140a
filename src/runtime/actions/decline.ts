import type { ActionResult } from "../context/agent-context.ts";
import { type ActionScope, orderAction } from "./order-action.ts";

export function decline(scope: ActionScope, reason?: string): Promise<ActionResult> {
  const { execution, order } = scope;
  const params = reason === undefined ? {} : { reason };
  return orderAction(scope, {
    action: "decline",
    params,
    becomes: "cancelled",
    request: (intent, signal) =>
      execution.agent.client.declineOrder({ taskId: order.id, ...params }, { signal, idempotencyKey: intent.id }),
    resolve: (now) => (now.status === "cancelled" ? "done" : now.status === "pending" ? "absent" : "conflict"),
  });
}
