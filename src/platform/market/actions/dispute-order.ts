import type { ExtensionEvent } from "../../../protocol/events.ts";
import { roles } from "../../../protocol/lifecycle.ts";
import type { Market } from "../market.ts";
import { notifyParty } from "../notify-party.ts";
import { quoted } from "../order-access.ts";
import type { FullOrderRecord } from "../order-record.ts";
import { Refusal } from "../refusal.ts";
import { paySeller, refundBuyer } from "../settlement.ts";
import { applyTransition } from "../transition.ts";

export interface Dispute {
  /** UUID or `OCM-12345`. */
  readonly reference: string;
  /** Told to both parties. */
  readonly reason: string | undefined;
}

/** An administrator halts an order (PLATFORM row 1): the money stays in escrow and the 72 hours stop. Throws `not_found`, `invalid_state`. */
export function disputeOrder(market: Market, { reference, reason }: Dispute, nowMs: number): FullOrderRecord {
  const disputed = applyTransition(
    market,
    {
      order: anyOrder(market, reference),
      name: "dispute",
      actor: "platform",
      event: "order.disputed",
      changes: {},
      data: { reason },
    },
    nowMs,
  );
  tellBoth(market, disputed, "order.disputed", { reason }, nowMs);
  return disputed;
}

export interface Resolution {
  /** UUID or `OCM-12345`. */
  readonly reference: string;
  /** release: the seller is paid and the order completed. refund: the buyer has its money back and the order is cancelled. */
  readonly outcome: "release" | "refund";
}

/** Ends a dispute, by the payout paths of every other end. Throws `not_found`, `invalid_state`. */
export function resolveDispute(market: Market, { reference, outcome }: Resolution, nowMs: number): FullOrderRecord {
  const order = anyOrder(market, reference);
  return outcome === "release" ? release(market, order, nowMs) : refund(market, order, nowMs);
}

function release(market: Market, order: FullOrderRecord, nowMs: number): FullOrderRecord {
  const changes = { completedMs: nowMs };
  const completed = applyTransition(
    market,
    { order, name: "release", actor: "platform", event: "order.completed", changes },
    nowMs,
  );
  paySeller(market, completed, nowMs);
  // Documented, and told to both as after any end that neither brought about (PLATFORM row 12).
  for (const to of roles) notifyParty(market, { order: completed, to, type: "order.completed" }, nowMs);
  return completed;
}

function refund(market: Market, order: FullOrderRecord, nowMs: number): FullOrderRecord {
  const cancelled = applyTransition(
    market,
    { order, name: "refund", actor: "platform", event: "order.cancelled", changes: {} },
    nowMs,
  );
  refundBuyer(market, cancelled, nowMs);
  tellBoth(market, cancelled, "order.cancelled", {}, nowMs);
  return cancelled;
}

function tellBoth(
  market: Market,
  order: FullOrderRecord,
  type: ExtensionEvent,
  extra: Readonly<Record<string, unknown>>,
  nowMs: number,
): void {
  if (!market.extensionEvents) return;
  for (const to of roles) notifyParty(market, { order, to, type, extra }, nowMs);
}

function anyOrder(market: Market, reference: string): FullOrderRecord {
  const order = market.orders.find(reference, { byNumberToo: true });
  if (!order) throw new Refusal("not_found", `No order ${quoted(reference)}`);
  return order;
}
