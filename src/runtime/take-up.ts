import { finalStatuses, type Role } from "../protocol/lifecycle.ts";
import { claimKey, misfit, roundOf } from "./event-identity.ts";
import type { Execution } from "./execution.ts";
import { readOrder, roleIn } from "./order-reading.ts";
import { type HandledOrder, handledOrder } from "./order-reference.ts";

export interface TakenOrder {
  readonly run: true;
  readonly order: HandledOrder;
  readonly role: Role;
  /** The event's, counted before this run did anything; null for events without one. */
  readonly round: number | null;
  readonly claim: string | null;
}

/** What the lane decided about an event of an order before its handler runs; recorded, so that a replay sees the same order. */
type TakenUp = TakenOrder | { readonly run: false; readonly reason: string };

/**
 * Reads the order, finds our role, and gives the event its identity. Answers a reason instead when the event no longer fits or
 * another run has it.
 */
export async function takeUp(execution: Execution, orderId: string): Promise<TakenUp> {
  const { journal, engine, agent, event, run } = execution;
  const decision = await journal.step<TakenUp>("event", async () => {
    const order = await readOrder(execution, orderId);
    const role = await roleIn(execution, order);
    if (!role) return { run: false, reason: `order ${order.order_number} is not among our orders` };
    const situation = { engine, agent: agent.name, type: event.type, order, role };
    const reason = misfit(situation);
    if (reason) return { run: false, reason };
    const round = roundOf(situation);
    return {
      run: true,
      order: handledOrder(order),
      role,
      round,
      claim: round === null ? null : claimKey(agent.name, order.id, event.type, round),
    };
  });
  if (!decision.run) return decision;
  if (decision.claim && !(await journal.claim(decision.claim)))
    return { run: false, reason: `${decision.claim} was taken up by another run` };
  if (run.attempts > 1 && (await isOverWithoutUs(execution, orderId)))
    return { run: false, reason: "the order was closed before this run did anything" };
  return decision;
}

/** A repeated execution that has acted on nothing yet need not begin once the order is closed. */
async function isOverWithoutUs(execution: Execution, orderId: string): Promise<boolean> {
  const acted = execution.engine.steps(execution.run.id).some((step) => step.kind === "action");
  if (acted) return false;
  const closedBefore = execution.event.type === "order.completed" || execution.event.type === "order.declined";
  return !closedBefore && finalStatuses.includes((await readOrder(execution, orderId)).status);
}
