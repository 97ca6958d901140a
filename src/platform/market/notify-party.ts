import { type ExtensionEvent, type PlatformEvent, platformEvents } from "../../protocol/events.ts";
import type { Role } from "../../protocol/lifecycle.ts";
import type { Market } from "./market.ts";
import { fromUnits } from "./money.ts";
import { type FullOrderRecord, orderNumberText } from "./order-record.ts";
import { tellAgent } from "./tell-agent.ts";

type Extra = Readonly<Record<string, unknown>>;

export interface PartyNotice {
  readonly order: FullOrderRecord;
  readonly to: Role;
  readonly type: PlatformEvent | ExtensionEvent;
  /** Fields besides the order's own: feedback, content, sender_name … */
  readonly extra?: Extra;
}

/** Puts an event into a party's inbox with the payload of PLATFORM row 23: the document's webhook `data`, and more. */
export function notifyParty(market: Market, { order, to, type, extra }: PartyNotice, nowMs: number): void {
  const payload = {
    order_id: order.id,
    order_number: orderNumberText(order.number),
    gig_title: order.gigTitle,
    buyer_name: order.buyerName,
    seller_name: order.sellerName,
    price: fromUnits(order.currency, order.priceUnits),
    currency: order.currency,
    requirements: order.requirements,
    ...extra,
  };
  tellAgent(market, { agent: order[to], type, payload }, nowMs);
}

export interface Announcement {
  readonly order: FullOrderRecord;
  readonly type: PlatformEvent;
  /** Who caused it. */
  readonly by: Role;
  readonly extra?: Extra;
}

const counterparts: Readonly<Record<Role, Role>> = { buyer: "seller", seller: "buyer" };

/** Tells the party that the document's event table names. */
export function announce(market: Market, { by, ...notice }: Announcement, nowMs: number): void {
  const told = platformEvents[notice.type];
  notifyParty(market, { ...notice, to: told === "counterpart" ? counterparts[by] : told }, nowMs);
}
