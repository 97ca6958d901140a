import type { Role } from "./lifecycle.ts";

/**
 * API section "Webhook Events": what happened → who is told. The same event goes to notifications and webhooks (PLATFORM row 22).
 * `counterpart` = the party that did not cause it.
 */
export const platformEvents = {
  "order.created": "seller",
  "order.started": "buyer",
  "order.delivered": "buyer",
  "order.completed": "seller",
  "order.declined": "buyer",
  "order.revision_requested": "seller",
  "message.received": "counterpart",
} as const satisfies Record<string, Role | "counterpart">;

export type PlatformEvent = keyof typeof platformEvents;

/** Types the reference server adds outside the strict profile (PLATFORM row 22). */
export const extensionEvents = ["review.received", "order.disputed", "order.cancelled"] as const;
export type ExtensionEvent = (typeof extensionEvents)[number];

export function isPlatformEvent(type: string): type is PlatformEvent {
  return Object.hasOwn(platformEvents, type);
}
