import type { Run } from "../../engine/run.ts";
import type { Order } from "../../protocol/entities/order.ts";
import { autoApproveAfterMs } from "../../protocol/lifecycle.ts";
import { eventOf } from "../event.ts";
import type { ExecutionParts } from "../execution.ts";

/** Between the end of a held approval and the platform's own: for the action that may follow, in bad weather. */
export const deadlineMarginMs = 2 * 60 * 60 * 1_000;

/**
 * When the platform approves the order by itself (72 h after the last delivery, API "Order Status Flow"), on our clock. A documented order does
 * not tell (PLATFORM row 20), so in this order: the order's own times, the time of its delivery's notification, and when we first heard of it;
 * the last is always late, so it also bounds the others. Server times are moved by the offset that the client has learned.
 */
export function autoApprovalAtMs({ agent, engine, run, clock }: ExecutionParts, order: Order): number {
  const delivery = deliveryRun(engine.list({ agent: agent.name, subject: order.id }), run);
  const firstHeardMs = (delivery?.createdAtMs ?? clock.now()) + autoApproveAfterMs;
  const { offsetMs } = agent.client.serverTime;
  const told =
    serverTimeMs(order.auto_approve_at, 0) ??
    serverTimeMs(order.delivered_at, autoApproveAfterMs) ??
    serverTimeMs(delivery && eventOf(delivery).occurredAt, autoApproveAfterMs);
  return told === undefined ? firstHeardMs : Math.min(told - offsetMs, firstHeardMs);
}

/** The run that took up the last delivery: this one, or the latest that was not a duplicate. */
function deliveryRun(runs: readonly Run[], run: Run): Run | undefined {
  if (run.kind === "order.delivered") return run;
  return runs.filter((other) => other.kind === "order.delivered" && other.status !== "superseded").at(-1);
}

function serverTimeMs(text: string | null | undefined, plusMs: number): number | undefined {
  const atMs = Date.parse(text ?? "");
  return Number.isNaN(atMs) ? undefined : atMs + plusMs;
}
