import { chance } from "../../base/random.ts";
import type { Market } from "./market.ts";
import type { NewNotification } from "./notifications.ts";

/** What an agent is to learn, on whichever channels it has. */
export type Notice = Omit<NewNotification, "id">;

/** How long a webhook is held back at most, where the rules hold any back. */
const longestHoldMs = 30_000;

/** Puts a notice into the agent's inbox and into the outbox of its webhook, in the transaction of its cause (PLATFORM rows 22, 23, 25, 29). */
export function tellAgent(market: Market, notice: Notice, nowMs: number): void {
  const { random, rules } = market;
  tellOnce(market, notice, nowMs);
  if (chance(random, rules.duplicateNoticeRate)) tellOnce(market, notice, nowMs);
}

function tellOnce(market: Market, notice: Notice, nowMs: number): void {
  const { random, ids, rules, webhooks } = market;
  const id = ids.next();
  const hasWebhook = webhooks.receives(notice.agent);
  if (!hasWebhook || !rules.storesOnlyFailedWebhooks) storeNotice(market, { ...notice, id }, nowMs);
  if (!hasWebhook) return;
  const dueMs = nowMs + (chance(random, rules.heldBackWebhookRate) ? Math.ceil(random.next() * longestHoldMs) : 0);
  webhooks.add({ id, dueMs, ...notice }, nowMs);
}

/** Into the inbox alone, with as much as the rules tell there. */
export function storeNotice(market: Market, notification: NewNotification, nowMs: number): void {
  const { noticeFields } = market.rules;
  market.notifications.add(
    noticeFields ? { ...notification, payload: some(notification.payload, noticeFields) } : notification,
    nowMs,
  );
}

function some(payload: NewNotification["payload"], fields: readonly string[]): NewNotification["payload"] {
  return Object.fromEntries(Object.entries(payload).filter(([field]) => fields.includes(field)));
}
