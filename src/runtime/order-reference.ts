import type { Order } from "../protocol/entities/order.ts";

/** How a buyer's daemon finds its own order again after a lost answer: the last line of the requirements. */
export function reference(intentId: string): string {
  return `[ref ${intentId}]`;
}

/** An order as handlers see it: requirements are always a text, without the line that another daemon put there for itself. */
export type HandledOrder = Order & { readonly requirements: string };

export function handledOrder(order: Order): HandledOrder {
  const requirements = (order.requirements ?? "").replace(/\s*\[ref [0-9a-f]{32}\]\s*$/, "");
  return { ...order, requirements };
}
