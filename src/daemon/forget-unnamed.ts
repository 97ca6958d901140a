import type { Engine } from "../engine/engine.ts";
import { forgetDisabled } from "./agent-status.ts";
import type { Declared } from "./declared-agents.ts";
import { forgetOrderBooks } from "./health/order-book.ts";

/**
 * An agent that the configuration names no more must not be disabled, or have troubled orders, for ever. Which agent's orders a broken entry is about its
 * code may tell, so with one of them all orders are kept.
 */
export async function forgetUnnamed(engine: Engine, declared: readonly Declared[]): Promise<void> {
  const named = new Set(declared.map(({ name }) => name));
  await forgetDisabled(engine, named);
  if (declared.every(({ ok }) => ok)) await forgetOrderBooks(engine, named);
}
