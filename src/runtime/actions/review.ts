import { errorCode } from "../../base/errors.ts";
import { gatedOrderAction } from "../approvals/gated-order-action.ts";
import type { ActionDone, ActionResult } from "../context/agent-context.ts";
import type { ReviewOptions } from "../context/order-context.ts";
import { orderBeforeAction } from "../order-reading.ts";
import { attempt } from "../send-outcome.ts";
import { dailySpend, refuseAbove } from "../spend.ts";
import { type ActionScope, assertAllowed } from "./order-action.ts";

// 409 already_reviewed; the strict reading of the document has only 400 for it.
const saysRepeated: readonly string[] = ["api_conflict", "api_refused"];

/**
 * Once per order. Reviews cannot be read back; a repeat is answered "already reviewed", which then means ours. With a tip an unknown outcome
 * is never repeated, since a server that does not refuse the repeat would move the money twice.
 */
export function review(scope: ActionScope, options: ReviewOptions): Promise<ActionResult> {
  const { execution, order } = scope;
  const { agent, clock, event } = execution;
  const tipOcmc = options.tipOcmc ?? 0;
  const body = {
    task_id: order.id,
    rating: options.rating,
    ...(options.comment === undefined ? {} : { comment: options.comment }),
    ...(tipOcmc > 0 ? { tip_amount: tipOcmc } : {}),
  };
  const done: ActionDone = { state: "done", order: { id: order.id, orderNumber: order.order_number, status: "completed" } };
  const { examine, hold } = gatedOrderAction(scope, { action: "review", params: body, tipOcmc });
  let repeated = false;
  let forestalled = false;
  return execution.journal.action<ActionResult>({
    name: "review",
    subject: order.id,
    params: body,
    ...(tipOcmc > 0 ? { cost: { unit: "ocmc", amount: tipOcmc, limits: dailySpend(agent, clock.now()) } } : {}),
    prepare: async () => {
      refuseAbove("spend.tipMax", agent.spend.tipMax, tipOcmc);
      const now = await orderBeforeAction(execution, order.id);
      await examine(now);
      assertAllowed(scope, "review", now);
      return { status: now.status, event: event.type };
    },
    hold,
    waitsForHeld: true,
    send: async (intent, signal) => {
      const outcome = await attempt(() => agent.client.review(body, { signal, idempotencyKey: intent.id }).then(() => done));
      if (outcome.state !== "refused") return outcome;
      const code = errorCode(outcome.error) ?? "";
      if (repeated && saysRepeated.includes(code)) return { state: "done", result: done };
      forestalled = code === "api_conflict";
      // Something on the way may have sent it twice, and then the tip was moved: it stays booked.
      return forestalled && tipOcmc > 0 ? { state: "unknown", error: outcome.error } : outcome;
    },
    readBack: async () => {
      if (tipOcmc > 0) return { state: "unknown", reason: "a review with a tip is sent at most once, and its answer was lost" };
      // Refused at the first request: reviewed by another process with our key, or by a life that this journal has forgotten.
      if (forestalled) return { state: "conflict", reason: "the order has a review that this run did not write" };
      repeated = true;
      return { state: "absent" };
    },
  });
}
