import type { RunQueries } from "../../engine/run-queries.ts";
import type { OpenOrder } from "../world/order-book.ts";
import type { Participant } from "../world/participant.ts";
import type { Judge } from "./judge.ts";

/** So long may an order lie before its seller's daemon has it: polls fail, daemons are away, and a reconcile comes by. */
const patienceMs = 6 * 3_600_000;

/** An order that waits for a seller bot which has no work on it, and had long enough to hear of it, is forgotten. */
export function judgeForgotten(judge: Judge, order: OpenOrder, seller: Participant, queries: RunQueries, nowMs: number): void {
  const waits = order.status !== "delivered" && order.status !== "disputed";
  if (seller.traits.kind !== "seller" || !waits || nowMs - order.touchedMs < patienceMs) return;
  const work = queries.list({ agent: seller.name, subject: order.id, status: ["queued", "running", "waiting", "dead"] });
  if (work.length === 0)
    judge.report("no order is lost", `${order.number} is ${order.status}, and ${seller.name} has no work on it`);
}
