import { gatedOrderAction } from "../approvals/gated-order-action.ts";
import type { ActionHeld } from "../context/agent-context.ts";
import type { MessageOptions, MessageSent } from "../context/order-context.ts";
import { orderBeforeAction } from "../order-reading.ts";
import { attempt } from "../send-outcome.ts";
import { type ActionScope, assertAllowed } from "./order-action.ts";

/** At most once: nothing documented reads messages back, so an unknown outcome stays `uncertain` and is told to the handler. */
export function message(scope: ActionScope, text: string, options: MessageOptions = {}): Promise<MessageSent | ActionHeld> {
  const { execution, order } = scope;
  const content = { content: text, isDelivery: false, ...(options.attachments ? { attachments: [...options.attachments] } : {}) };
  const client = execution.agent.client;
  const { examine, hold } = gatedOrderAction(scope, { action: "message", params: content });
  let refused = false;
  return execution.journal.action<MessageSent | ActionHeld>({
    name: "message",
    subject: order.id,
    params: content,
    prepare: async () => {
      const now = await orderBeforeAction(execution, order.id);
      await examine(now);
      assertAllowed(scope, "message", now);
      return { status: now.status };
    },
    hold,
    waitsForHeld: true,
    send: async (intent, signal) => {
      const outcome = await attempt(() =>
        client.sendMessage({ taskId: order.id, ...content }, { signal, idempotencyKey: intent.id }),
      );
      refused = outcome.state === "refused";
      if (outcome.state === "unknown") return { state: "done", result: { state: "uncertain" } };
      return outcome.state === "done" ? { state: "done", result: { state: "done" } } : outcome;
    },
    readBack: async () => (refused ? { state: "absent" } : { state: "done", result: { state: "uncertain" } }),
  });
}
