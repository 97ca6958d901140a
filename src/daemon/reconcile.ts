import { messageOf } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import { allOrders } from "../client/pages.ts";
import type { Engine } from "../engine/engine.ts";
import type { NewRun } from "../engine/run.ts";
import type { Order, OrderRow } from "../protocol/entities/order.ts";
import { type Role, roles } from "../protocol/lifecycle.ts";
import type { AgentInstance } from "../runtime/agent-instance.ts";
import { reconcileRun } from "../runtime/event.ts";
import { claimKey, needOf, openStatuses, roundOf } from "../runtime/event-identity.ts";
import type { Survey } from "./health/survey-orders.ts";

export interface ReconcileOptions {
  readonly agent: AgentInstance;
  readonly engine: Engine;
  readonly log: Logger;
  /**
   * Takes unread notifications in. Called between listing and judging, so that whatever the lists show has its notification here, if there
   * is one: feedback and messages come only that way.
   */
  readonly takeIn?: (signal: AbortSignal) => Promise<unknown>;
  /** Told at the end, when everything could be read, what is open and which of it needs us although its event was handled. */
  readonly survey?: (survey: Survey, signal: AbortSignal) => Promise<unknown>;
}

interface OpenOrder {
  readonly role: Role;
  readonly row: OrderRow;
}

/**
 * The orders on the platform are the truth: every open order that needs us and has no work here gets its event. Answers how many events were
 * synthesised. What cannot be read keeps nothing else back; the first such failure is thrown at the end.
 */
export async function reconcile(options: ReconcileOptions, signal: AbortSignal): Promise<number> {
  const { engine, log, takeIn } = options;
  const failures: unknown[] = [];
  const attempt = async <T>(work: Promise<T>, what: object): Promise<T | undefined> => {
    return await work.catch((error: unknown) => {
      signal.throwIfAborted();
      log.warn({ ...what, reason: messageOf(error) }, "not reconciled");
      failures.push(error);
      return undefined;
    });
  };

  const open = new Map<string, OpenOrder>();
  for (const role of roles) {
    for (const status of openStatuses[role]) {
      const rows = await attempt(allOrders(options.agent.client, { role, status }, { signal }), { role, status });
      for (const row of rows?.values() ?? []) open.set(row.id, { role, row });
    }
  }
  if (takeIn && open.size > 0) await attempt(takeIn(signal), { notifications: true });
  const runs: NewRun[] = [];
  const unanswered = new Set<string>();
  for (const order of open.values()) {
    const missing = await attempt(missingEvent(options, order, signal), { order: order.row.order_number });
    if (missing === "handled") unanswered.add(order.row.id);
    else if (missing) runs.push(missing);
  }
  const fresh = new Set(await engine.submit(runs));
  if (fresh.size > 0) log.info({ events: fresh.size }, "reconcile found orders without work");
  if (failures.length > 0) throw failures[0];
  for (const { id, subject } of runs) if (subject !== null && !fresh.has(id)) unanswered.add(subject);
  await options.survey?.({ open, unanswered }, signal);
  return fresh.size;
}

/** The event that the order calls for and nobody has; "handled" when a run has had it, and nothing is under way. */
async function missingEvent(
  { agent, engine }: ReconcileOptions,
  { role, row }: OpenOrder,
  signal: AbortSignal,
): Promise<NewRun | "handled" | undefined> {
  const working = workOn(engine, agent.name, row.id);
  const likely = eventOf(row);
  if (!likely || working.has(likely.type)) return undefined;
  const handledBefore = engine.isClaimed(likely.claim);
  if (handledBefore && row.status !== "in_progress" && working.size > 0) return undefined;
  // Only the order itself tells whether work in progress was sent back; a list row has no delivery text. And when its event has just been handled, the
  // row may be older than that.
  const fresh = row.status === "in_progress" || handledBefore;
  const event = fresh ? eventOf((await agent.client.getOrder({ taskId: row.id }, { signal })).order) : likely;
  if (!event || working.has(event.type)) return undefined;
  if (engine.isClaimed(event.claim)) return handledBefore ? "handled" : undefined;
  return reconcileRun(agent.name, row.id, event.type, event.round);

  function eventOf(order: Pick<Order, "id" | "status" | "delivery_text">) {
    const type = needOf({ engine, agent: agent.name, order, role });
    if (!type) return undefined;
    const round = roundOf({ engine, agent: agent.name, type, order, role }) ?? 0;
    return { type, round, claim: claimKey(agent.name, order.id, type, round) };
  }
}

/**
 * The events of an order that are queued, running, held, or dead and waiting for a human: visible work that must not be doubled. A timer or a
 * message says nothing of whether the order's own event was seen.
 */
function workOn(engine: Engine, agent: string, orderId: string): ReadonlySet<string> {
  const runs = engine.list({ agent, subject: orderId, status: ["queued", "running", "waiting", "dead"] });
  return new Set(runs.map((run) => run.kind));
}
