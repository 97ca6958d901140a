import type { ActionDone } from "../context/agent-context.ts";
import { type ActionScope, orderAction } from "./order-action.ts";

/**
 * An order that already was in progress when the event was taken up needs no request: it is ours, started before a crash that lost the
 * journal, or sent back for a revision. Never held: it is not among the actions a policy can name.
 */
export function start(scope: ActionScope): Promise<ActionDone> {
  const { execution, order } = scope;
  if (order.status === "in_progress") {
    return Promise.resolve({ state: "done", order: { id: order.id, orderNumber: order.order_number, status: order.status } });
  }
  const started = orderAction(scope, {
    action: "start",
    params: {},
    becomes: "in_progress",
    request: (intent, signal) => execution.agent.client.startOrder({ taskId: order.id }, { signal, idempotencyKey: intent.id }),
    resolve: (now, before) => (now.status === before.status ? "absent" : now.status === "in_progress" ? "done" : "conflict"),
  });
  return started as Promise<ActionDone>;
}
