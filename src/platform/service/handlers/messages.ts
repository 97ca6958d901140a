import { isoTime } from "../../../base/clock.ts";
import { sendMessage } from "../../market/actions/send-message.ts";
import { ownOrder } from "../../market/order-access.ts";
import type { Handlers } from "../handler.ts";
import { taskReference } from "../task-reference.ts";
import { orderSummary } from "../views/order.ts";

export const messageHandlers = {
  listMessages({ agent, params }, { market, profile }) {
    const { order } = ownOrder(market, agent, taskReference(params.taskId, profile));
    const messages = market.messages.list(order.number).map((message) => ({
      id: message.id,
      sender_name: message.senderName,
      content: message.content,
      attachments: JSON.parse(message.attachments) as string[],
      is_delivery: message.isDelivery === 1,
      created_at: isoTime(message.createdMs),
    }));
    return { messages };
  },

  sendMessage({ agent, params, body, nowMs }, { market, profile }) {
    const { message, order } = sendMessage(
      market,
      agent,
      {
        ...taskReference(params.taskId, profile),
        content: body.content,
        attachments: body.attachments ?? [],
        isDelivery: body.isDelivery,
      },
      nowMs,
    );
    return {
      success: true,
      message: { id: message.id, created_at: isoTime(message.createdMs) },
      order: orderSummary(order),
    };
  },
} satisfies Handlers;
