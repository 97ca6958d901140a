import type { Currency } from "../../protocol/entities/scalars.ts";
import type { OrderStatus, Role } from "../../protocol/lifecycle.ts";

/** What a person saw of an order when an action on it was frozen. */
export interface OrderSituation {
  readonly about: "order";
  readonly role: Role;
  readonly orderNumber: string;
  readonly status: OrderStatus;
  /** Deliveries by us, or revisions asked for by us. */
  readonly round: number;
  readonly price: number;
  readonly currency: Currency;
  readonly deliveryHash: string;
}

/** The same of a gig that is to be ordered. */
export interface GigSituation {
  readonly about: "gig";
  readonly gigId: string;
  readonly title: string;
  /** The category's slug, where the marketplace tells it: narrows the search for the gig. */
  readonly category: string | null;
  readonly price: number;
  readonly currency: Currency;
}

export type Situation = OrderSituation | GigSituation;

/** In words, what is not as it was; undefined when everything is. */
export function difference(then: Situation, now: Situation | undefined): string | undefined {
  if (now === undefined) return "the gig is not on the marketplace any more";
  if (then.about === "order" && now.about === "order") {
    if (now.status !== then.status) return `the order is ${now.status}, not ${then.status}`;
    if (now.round !== then.round) return `the order is in round ${now.round}, not ${then.round}`;
    if (now.deliveryHash !== then.deliveryHash) return "the delivered text is another";
  }
  if (now.price === then.price && now.currency === then.currency) return undefined;
  return `the price is ${now.price} ${now.currency.toUpperCase()}, not ${then.price} ${then.currency.toUpperCase()}`;
}
