import type { ActionResult } from "../context/agent-context.ts";
import { type ActionScope, orderAction } from "./order-action.ts";

export function approve(scope: ActionScope): Promise<ActionResult> {
  const { execution, order } = scope;
  return orderAction(scope, {
    action: "approve",
    ofRound: true,
    params: {},
    becomes: "completed",
    request: (intent, signal) => execution.agent.client.approveOrder({ taskId: order.id }, { signal, idempotencyKey: intent.id }),
    resolve: (now) => (now.status === "completed" ? "done" : now.status === "delivered" ? "absent" : "conflict"),
  });
}
