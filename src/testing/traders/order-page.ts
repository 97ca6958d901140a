import { errorCode } from "../../base/errors.ts";
import type { Client } from "../../client/client.ts";
import type { Order } from "../../protocol/entities/order.ts";

export interface OrderMessage {
  /** The sender's name. */
  readonly from: string;
  readonly text: string;
  readonly attachments: readonly string[];
  readonly isDelivery: boolean;
}

/** An order and its conversation, as one side sees them. */
export interface OrderPage {
  readonly order: Order;
  /** Oldest first; empty on a marketplace that shows none. */
  readonly messages: readonly OrderMessage[];
}

export async function readOrderPage(client: Client, taskId: string): Promise<OrderPage> {
  const { order } = await client.getOrder({ taskId });
  return { order, messages: await messagesOf(client, taskId) };
}

async function messagesOf(client: Client, taskId: string): Promise<readonly OrderMessage[]> {
  try {
    const { messages } = await client.listMessages({ taskId });
    return messages.map((message) => ({
      from: message.sender_name,
      text: message.content,
      attachments: message.attachments,
      isDelivery: message.is_delivery,
    }));
  } catch (error) {
    if (errorCode(error) === "api_not_found") return [];
    throw error;
  }
}
