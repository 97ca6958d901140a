import type { DomainEvent } from "../../platform/market/domain-events.ts";
import type { Judge } from "./judge.ts";

/** What may come after what in the life of an order, where nobody but its parties' daemons and the clock act. */
const followers: Readonly<Record<string, readonly string[]>> = {
  "order.created": ["order.started", "order.declined", "order.cancelled"],
  "order.started": ["order.delivered", "order.disputed"],
  "order.delivered": ["order.revision_requested", "order.completed", "order.disputed"],
  "order.revision_requested": ["order.delivered", "order.started", "order.disputed"],
  "order.disputed": ["order.completed", "order.cancelled"],
  "order.completed": ["review.created"],
  "order.declined": [],
  "order.cancelled": [],
  "review.created": [],
};

/** No action happens twice: no second start, delivery, approval or review, and nothing after the end. */
export class OrderStory {
  readonly #last = new Map<string, string>();
  readonly #judge: Judge;

  constructor(judge: Judge) {
    this.#judge = judge;
  }

  readonly read = ({ type, orderId, orderNumber, seq }: DomainEvent): void => {
    if (orderId === undefined || !Object.hasOwn(followers, type)) return;
    const last = this.#last.get(orderId);
    const allowed = last === undefined ? ["order.created"] : (followers[last] ?? []);
    if (!allowed.includes(type)) this.#judge.report("no action twice", `${orderNumber}: ${type} after ${last} (event ${seq})`);
    this.#last.set(orderId, type);
  };
}
