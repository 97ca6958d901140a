import type { Client } from "../../client/client.ts";
import type { Notification } from "../../protocol/entities/notification.ts";

/** What the marketplace has for the person, read and marked as read. */
export async function takeNews(client: Client): Promise<readonly Notification[]> {
  const { notifications } = await client.listNotifications({ unread: true, limit: 100 });
  const ids = notifications.map(({ id }) => id).filter((id) => id !== "");
  if (ids.length > 0) await client.markNotifications({ notification_ids: ids });
  return notifications;
}

/** One line for a person; undefined for what says nothing to a buyer. */
export function newsText({ type, payload }: Notification): string | undefined {
  const order = payload.order_number ?? "your order";
  switch (type) {
    case "order.started":
      return `${order} was taken up`;
    case "order.delivered":
      return `${order} is delivered: show, then approve or revise TEXT`;
    case "order.declined":
    case "order.cancelled":
      return `${order} was declined, you have your money back`;
    case "message.received":
      return `${order}, a message: ${payload.content ?? ""}`;
    default:
      return undefined;
  }
}
