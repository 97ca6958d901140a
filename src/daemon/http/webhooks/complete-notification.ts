import { eventPayloadSchema, type Notification } from "../../../protocol/entities/notification.ts";
import type { Hint } from "../../../store/hint-table.ts";

/**
 * A notification with what only its webhook said: feedback, a message's content, sender and attachments. The notification decides what happened
 * and to which order; a webhook of the same delivery that tells otherwise counts for nothing, and what the notification tells itself stays.
 */
export function completeNotification(notification: Notification, hint: Hint | undefined): Notification {
  const { payload, type } = notification;
  if (!hint || hint.type !== type || hint.orderId !== (payload.order_id || null)) return notification;
  const said = saidBy(hint);
  const missing = Object.entries(said).filter(([key]) => payload[key] === undefined);
  return missing.length === 0 ? notification : { ...notification, payload: { ...payload, ...Object.fromEntries(missing) } };
}

/** Untrusted text, like all that comes from other parties. */
export function saidBy(hint: Hint) {
  const { feedback, content, sender_name, attachments } = eventPayloadSchema.parse(hint.payload);
  const said = { feedback, content, sender_name, attachments };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) as Partial<typeof said>;
}
