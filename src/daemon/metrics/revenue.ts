import type { Engine } from "../../engine/engine.ts";
import type { Run } from "../../engine/run.ts";
import type { TakenOrder } from "../../runtime/take-up.ts";

export interface Revenue {
  readonly price: number;
  readonly currency: "ocmc" | "usd";
}

/**
 * What a seller has earned by the order that this run tells is completed: its price as the platform showed it when one of the order's events
 * was taken up. Undefined for other runs, for the buyer, for a repeated notification, and when no run ever read the order.
 */
export function revenueOf(engine: Pick<Engine, "list" | "steps">, run: Run): Revenue | undefined {
  if (run.kind !== "order.completed" || run.subject === null || run.status === "queued") return undefined;
  const runs = engine.list({ agent: run.agent, subject: run.subject });
  if (runs.some((other) => other.kind === run.kind && other.sequence < run.sequence)) return undefined;
  for (const { id } of runs) {
    const taken = engine.steps(id).find(({ name, kind }) => kind === "step" && name === "event")?.value;
    const { role, order } = (taken ?? {}) as Partial<Pick<TakenOrder, "role" | "order">>;
    if (!role || !order) continue;
    if (role !== "seller" || !(order.price > 0)) return undefined;
    return { price: order.price, currency: order.currency === "usd" ? "usd" : "ocmc" };
  }
  return undefined;
}
