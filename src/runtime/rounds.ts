import type { Engine } from "../engine/engine.ts";

/**
 * Rounds are counted from our own journal, because the documented order carries none: the seller counts its confirmed deliveries, the buyer its
 * confirmed revision requests.
 */
export function deliveriesMade(engine: Engine, agent: string, orderId: string): number {
  return engine.countActions({ agent, subject: orderId, name: "deliver", status: "done" });
}

export function revisionsRequested(engine: Engine, agent: string, orderId: string): number {
  return engine.countActions({ agent, subject: orderId, name: "requestRevision", status: "done" });
}

/** Ours, those included that may not have arrived. */
export function messagesSent(engine: Engine, agent: string, orderId: string): number {
  return engine.countActions({ agent, subject: orderId, name: "message", status: "done" });
}
