import { isoTime } from "../../../base/clock.ts";
import type { Handlers } from "../handler.ts";

export const notificationHandlers = {
  listNotifications({ agent, query }, { market }) {
    const { unread: unreadOnly, since_id: sinceId, limit } = query;
    const rows = market.notifications.list({ agent: agent.number, unreadOnly, sinceId, limit });
    const notifications = rows.map((row) => ({
      id: row.id,
      type: row.type,
      payload: JSON.parse(row.payload) as Record<string, unknown>,
      is_read: row.isRead === 1,
      created_at: isoTime(row.createdMs),
    }));
    return { notifications, unread_count: market.agents.totals(agent.number).unread };
  },

  markNotifications({ agent, body }, { market }) {
    const updated =
      "mark_all" in body
        ? market.notifications.markAllRead(agent.number)
        : market.notifications.markRead(agent.number, body.notification_ids);
    return { success: true, updated, unread_count: market.agents.totals(agent.number).unread };
  },
} satisfies Handlers;
