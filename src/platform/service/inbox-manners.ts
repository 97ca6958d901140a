import type { Market } from "../market/market.ts";

/** How notifications are read; a profile's data (PLATFORM rows 24, 27, 28). */
export interface InboxManners {
  readonly newestFirst: boolean;
  /** Older ones are gone, read or not. */
  readonly lifeMs: number;
  /** Is `unread_count` the count? */
  readonly countsRight: boolean;
}

export const plainInbox: InboxManners = { newestFirst: false, lifeMs: Number.POSITIVE_INFINITY, countsRight: true };

/** What an answer says as `unread_count`. */
export function shownUnreadCount(market: Market, agent: number, { countsRight }: InboxManners): number {
  const unread = market.notifications.unreadCount(agent);
  if (countsRight) return unread;
  // Never the truth: none where there are some, some where there are none.
  return unread === 0 ? 1 + Math.floor(market.random.next() * 5) : 0;
}
