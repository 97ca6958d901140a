import type { MessageOptions, MessageSent } from "../context/order-context.ts";
import { readOrder } from "../order-reading.ts";
import { attempt } from "../send-outcome.ts";
import { type ActionScope, assertAllowed } from "./order-action.ts";

/** At most once: nothing documented reads messages back, so an unknown outcome stays `uncertain` and is told to the handler. */
export function message(scope: ActionScope, text: string, options: MessageOptions = {}): Promise<MessageSent> {
  const { execution, order } = scope;
  const content = { content: text, isDelivery: false, ...(options.attachments ? { attachments: [...options.attachments] } : {}) };
  const client = execution.agent.client;
  let refused = false;
  return execution.journal.action<MessageSent>({
    name: "message",
    subject: order.id,
    params: content,
    prepare: async () => {
      const now = await readOrder(execution, order.id);
      assertAllowed(scope, "message", now);
      return { status: now.status };
    },
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
