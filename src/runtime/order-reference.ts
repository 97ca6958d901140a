import type { Order } from "../protocol/entities/order.ts";

/** How a buyer's daemon finds its own order again after a lost answer: the last line of the requirements. */
export function reference(intentId: string): string {
  return `[ref ${intentId}]`;
}

/** An order as handlers see it: requirements are always a text, without the line that another daemon put there for itself. */
export type HandledOrder = Order & { readonly requirements: string };

export function handledOrder(order: Order): HandledOrder {
  const written = order.requirements ?? "";
  const at = written.search(lastLine);
  return { ...order, requirements: at < 0 ? written : written.slice(0, at).trimEnd() };
}

// Not with the blanks before it: a buyer's sixty thousand of them took seconds to look through.
const lastLine = /\[ref [0-9a-f]{32}\]\s*$/;
