import type { ActionResult } from "../context/agent-context.ts";
import { deliveryHash } from "../order-reading.ts";
import { type ActionScope, orderAction } from "./order-action.ts";

export function requestRevision(scope: ActionScope, feedback: string): Promise<ActionResult> {
  const { execution, order } = scope;
  return orderAction(scope, {
    action: "requestRevision",
    ofRound: true,
    params: { feedback },
    becomes: "in_progress",
    request: (intent, signal) =>
      execution.agent.client.requestRevision({ taskId: order.id, feedback }, { signal, idempotencyKey: intent.id }),
    resolve: (now, before) => {
      if (now.status === "in_progress" || now.status === "revision_requested") return "done";
      if (now.status !== "delivered") return "conflict";
      // Another text than before: the seller has already answered the revision.
      return deliveryHash(now.delivery_text) === before.deliveryHash ? "absent" : "done";
    },
  });
}
