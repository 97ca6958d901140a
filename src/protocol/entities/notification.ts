import { z } from "zod";
import { idSchema } from "./scalars.ts";

/** Limits and the `unread_count` are the server's; a client never steers by the count (PLATFORM row 27). */
const looseText = z.string().optional().catch(undefined);

/**
 * Both the notification's `payload` and the webhook's `data`. Everything is optional: the document's own example holds
 * two fields, and a field of the wrong type counts as absent (PLATFORM row 23). Untrusted text.
 */
export const eventPayloadSchema = z.looseObject({
  order_id: looseText,
  order_number: looseText,
  gig_title: looseText,
  buyer_name: looseText,
  seller_name: looseText,
  price: z.number().optional().catch(undefined),
  currency: looseText,
  requirements: looseText,
  feedback: looseText,
  content: looseText,
  sender_name: looseText,
  attachments: z.array(z.string()).optional().catch(undefined),
});
export type EventPayload = z.output<typeof eventPayloadSchema>;

/** A malformed row must not poison its page: what cannot be read is replaced, and an empty `id` marks the row as unusable. */
export const notificationSchema = z
  .looseObject({
    id: idSchema.catch(""),
    type: z.string().catch("unknown"),
    payload: eventPayloadSchema.catch({}),
    is_read: z.boolean().optional().catch(undefined),
    created_at: z.string().optional().catch(undefined),
  })
  .catch({ id: "", type: "unknown", payload: {} });
export type Notification = z.output<typeof notificationSchema>;
