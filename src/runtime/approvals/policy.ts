import type { Json } from "../../base/json.ts";
import type { Currency } from "../../protocol/entities/scalars.ts";
import type { OrderStatus } from "../../protocol/lifecycle.ts";
import type { ApprovableAction } from "./approvable.ts";
import type { GatedAction } from "./gate.ts";

/** What becomes of an order whose held `approve` (or `requestRevision`) nobody decided about in time. */
export type OnExpiry = "letPass" | "requestRevision";

/** One action's policy in the configuration. */
export type ApprovalSetting =
  | "never"
  | "always"
  | {
      readonly when?: "always" | undefined;
      /** Held above this price; a price in another currency counts as above, since it cannot be compared. */
      readonly abovePriceOcmc?: number | undefined;
      /** After this time nobody can decide any more; absent = never, but for the platform's own deadline. */
      readonly expiresAfterMs?: number | undefined;
      readonly onExpiry?: OnExpiry | undefined;
    };

/** What of an agent's doings waits for a person; an absent action does not. */
export type ApprovalSettings = { readonly [A in ApprovableAction]?: ApprovalSetting };

/** An action about to begin, as an author's own policy sees it. */
export interface ApprovalRequest {
  readonly action: ApprovableAction;
  /** As they would be sent. */
  readonly params: Json;
  /** Null for an order that is yet to be placed. */
  readonly order: {
    readonly id: string;
    readonly orderNumber: string;
    readonly status: OrderStatus;
    readonly round: number;
  } | null;
  /** The order's, or the gig's. */
  readonly price: number;
  readonly currency: Currency;
  /** A review's tip; 0 for anything else. */
  readonly tipOcmc: number;
}

export type ApprovalDecision = "never" | "hold";

/** An author's own policy. It may only add: what the configuration holds is held whatever it answers. */
export type ApprovalPolicy<S = unknown> = (request: ApprovalRequest, settings: S) => ApprovalDecision | Promise<ApprovalDecision>;

/** Whether the configuration alone holds the action. The larger of price and tip counts. */
export function isHeldBy(setting: ApprovalSetting | undefined, { situation, tipOcmc }: GatedAction): boolean {
  if (setting === undefined || setting === "never") return false;
  if (setting === "always" || setting.abovePriceOcmc === undefined) return true;
  return situation.currency !== "ocmc" || Math.max(situation.price, tipOcmc) > setting.abovePriceOcmc;
}

export function requestOf({ action, params, situation, order, tipOcmc }: GatedAction): ApprovalRequest {
  const { price, currency } = situation;
  const about =
    order && situation.about === "order"
      ? { id: order.id, orderNumber: situation.orderNumber, status: situation.status, round: situation.round }
      : null;
  return { action, params, order: about, price, currency, tipOcmc };
}
