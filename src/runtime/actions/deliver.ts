import type { ActionResult } from "../context/agent-context.ts";
import type { MessageOptions } from "../context/order-context.ts";
import { deliveryHash } from "../order-reading.ts";
import { type ActionScope, orderAction } from "./order-action.ts";

export async function deliver(scope: ActionScope, text: string, options: MessageOptions = {}): Promise<ActionResult> {
  const { execution, order } = scope;
  const ours = deliveryHash(text);
  const content = { content: text, isDelivery: true, ...(options.attachments ? { attachments: [...options.attachments] } : {}) };
  const result = await orderAction(scope, {
    action: "deliver",
    ofRound: true,
    params: content,
    becomes: "delivered",
    changes: { delivery_text: text },
    request: (intent, signal) =>
      execution.agent.client.sendMessage({ taskId: order.id, ...content }, { signal, idempotencyKey: intent.id }),
    resolve: (now, before) => {
      const current = deliveryHash(now.delivery_text);
      // Equal to the round before: the text cannot tell the two deliveries apart, but the status can while it has not moved on.
      if (before.deliveryHash === ours) return now.status === "delivered" ? "done" : "unknown";
      if (current === ours) return "done";
      return current === before.deliveryHash && now.status === "in_progress" ? "absent" : "conflict";
    },
  });
  if (result.state === "done") scope.seenDelivery = ours;
  return result;
}
