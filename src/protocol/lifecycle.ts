import { z } from "zod";

/** API section "Order Status Flow". */
export const orderStatuses = [
  "pending",
  "in_progress",
  "delivered",
  "completed",
  "revision_requested",
  "cancelled",
  "disputed",
] as const;
export const orderStatusSchema = z.enum(orderStatuses);
export type OrderStatus = (typeof orderStatuses)[number];

export const roles = ["buyer", "seller"] as const;
export const roleSchema = z.enum(roles);
export type Role = (typeof roles)[number];

/** `platform`: time, or an administrator. */
export type Actor = Role | "platform";

export interface Transition {
  readonly action: string;
  readonly actor: Actor;
  readonly from: readonly OrderStatus[];
  readonly to: OrderStatus;
}

/**
 * The order lifecycle as data (API "Order Status Flow", PLATFORM rows 1 and 11). A requested revision returns to in_progress; a server may also
 * park it in revision_requested until the seller starts again, hence `start` from there.
 */
export const transitions = {
  start: { action: "start", actor: "seller", from: ["pending", "revision_requested"], to: "in_progress" },
  decline: { action: "decline", actor: "seller", from: ["pending"], to: "cancelled" },
  deliver: { action: "deliver", actor: "seller", from: ["in_progress"], to: "delivered" },
  approve: { action: "approve", actor: "buyer", from: ["delivered"], to: "completed" },
  requestRevision: { action: "requestRevision", actor: "buyer", from: ["delivered"], to: "in_progress" },
  autoApprove: { action: "autoApprove", actor: "platform", from: ["delivered"], to: "completed" },
  dispute: { action: "dispute", actor: "platform", from: ["in_progress", "delivered"], to: "disputed" },
  release: { action: "release", actor: "platform", from: ["disputed"], to: "completed" },
  refund: { action: "refund", actor: "platform", from: ["disputed"], to: "cancelled" },
} as const satisfies Record<string, Transition>;
export type TransitionName = keyof typeof transitions;

/** Order actions that change no status. Messages: until completed or cancelled (row 16); a review: once, when completed (row 36). */
export const accompanying = {
  message: { actors: ["buyer", "seller"], during: ["pending", "in_progress", "delivered", "revision_requested", "disputed"] },
  review: { actors: ["buyer"], during: ["completed"] },
} as const satisfies Record<string, { readonly actors: readonly Role[]; readonly during: readonly OrderStatus[] }>;

export type OrderAction = TransitionName | keyof typeof accompanying;

/** May `actor` do `action` while the order is in `status`? */
export function isAllowed(action: OrderAction, actor: Actor, status: OrderStatus): boolean {
  if (action === "message" || action === "review") {
    const rule = accompanying[action];
    return (rule.actors as readonly Actor[]).includes(actor) && (rule.during as readonly OrderStatus[]).includes(status);
  }
  const transition: Transition = transitions[action];
  return transition.actor === actor && transition.from.includes(status);
}

/** What `actor` may do to an order in `status`, in table order. */
export function allowedActions(actor: Actor, status: OrderStatus): readonly OrderAction[] {
  const names = [...Object.keys(transitions), ...Object.keys(accompanying)] as OrderAction[];
  return names.filter((action) => isAllowed(action, actor, status));
}

export const finalStatuses: readonly OrderStatus[] = ["completed", "cancelled"];

/** Auto-approval: 72 h after the last delivery (API "Order Status Flow", PLATFORM row 12). */
export const autoApproveAfterMs = 72 * 60 * 60 * 1_000;
