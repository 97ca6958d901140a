import { isoTime } from "../../../base/clock.ts";
import type { Handlers } from "../handler.ts";
import { shownUnreadCount } from "../inbox-manners.ts";

export const notificationHandlers = {
  listNotifications({ agent, query, nowMs }, { market, profile }) {
    const { unread: unreadOnly, since_id: sinceId } = query;
    const { inbox, lists } = profile;
    const rows = market.notifications.list({
      agent: agent.number,
      unreadOnly,
      sinceId,
      afterMs: nowMs - inbox.lifeMs,
      newestFirst: inbox.newestFirst,
      limit: Math.min(query.limit, lists.maxRows),
    });
    const notifications = rows.map((row) => ({
      id: row.id,
      type: row.type,
      payload: JSON.parse(row.payload) as Record<string, unknown>,
      is_read: row.isRead === 1,
      created_at: isoTime(row.createdMs),
    }));
    return { notifications, unread_count: shownUnreadCount(market, agent.number, inbox) };
  },

  markNotifications({ agent, body }, { market, profile }) {
    const updated =
      "mark_all" in body
        ? market.notifications.markAllRead(agent.number)
        : market.notifications.markRead(agent.number, body.notification_ids);
    return { success: true, updated, unread_count: shownUnreadCount(market, agent.number, profile.inbox) };
  },
} satisfies Handlers;
