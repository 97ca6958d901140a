import type { Json } from "../base/json.ts";
import { finalStatuses, type Role } from "../protocol/lifecycle.ts";
import { voidChanged } from "./approvals/void-changed.ts";
import { claimKey, misfit, roundOf } from "./event-identity.ts";
import type { Execution } from "./execution.ts";
import { findOrder, readOrder, roleIn } from "./order-reading.ts";
import { type HandledOrder, handledOrder } from "./order-reference.ts";
import { latestSequence } from "./received-messages.ts";
import { messagesSent } from "./rounds.ts";

export interface TakenOrder {
  readonly run: true;
  readonly order: HandledOrder;
  readonly role: Role;
  /** The event's, counted before this run did anything; null for events without one. */
  readonly round: number | null;
  readonly claim: string | null;
  /** The order's runs up to this sequence had been submitted: what the handler knows of. */
  readonly knownUpTo: number;
  /** By us, on this order; absent from what older versions recorded. */
  readonly messagesSent?: number;
  /** `ctx.state` as it was then; absent from what older versions recorded. */
  readonly state?: Readonly<Record<string, Json>>;
}

/** What the lane decided about an event of an order before its handler runs; recorded, so that a replay sees the same order. */
type TakenUp = TakenOrder | { readonly run: false; readonly reason: string };

/**
 * Reads the order, finds our role, and gives the event its identity. Answers a reason instead when the event no longer fits or
 * another run has it.
 */
export async function takeUp(execution: Execution, orderId: string): Promise<TakenUp> {
  const { journal, engine, agent, event, run } = execution;
  let decidedNow = false;
  const claims = (taken: TakenUp) => (taken.run ? taken.claim : null);
  const decide = async (): Promise<TakenUp> => {
    decidedNow = true;
    const order = await findOrder(execution, orderId);
    const role = order && (await roleIn(execution, order));
    if (!order || !role) return { run: false, reason: `order ${orderId.slice(0, 100)} is not among our orders` };
    await voidChanged(execution, role, order);
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
      knownUpTo: latestSequence(engine, run),
      messagesSent: messagesSent(engine, agent.name, order.id),
      state: execution.state.snapshot(),
    };
  };
  const decision = await journal.step<TakenUp>("event", decide, { claims });
  if (!decision.run) return decision;
  execution.state.recall(decision.state);
  if (decision.claim && !(await journal.claim(decision.claim)))
    return { run: false, reason: `${decision.claim} was taken up by another run` };
  const reason = decidedNow ? undefined : await outdated(execution, decision);
  return reason === undefined ? decision : { run: false, reason };
}

/**
 * A repeated execution (after a failure, a restart, or out of the dead letters) that has acted on nothing yet need not begin when the order has
 * gone its way meanwhile. Answers why, or undefined to go on.
 */
async function outdated(execution: Execution, { order: before, role }: TakenOrder): Promise<string | undefined> {
  const { engine, agent, event, run } = execution;
  if (engine.steps(run.id).some((step) => step.kind === "action")) return undefined;
  const order = await readOrder(execution, before.id);
  if (finalStatuses.includes(order.status) && order.status !== before.status)
    return `the order was ${order.status} before this run did anything`;
  return misfit({ engine, agent: agent.name, type: event.type, order, role });
}
