import type { Clock } from "../base/clock.ts";
import { messageOf } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import { allOrders } from "../client/pages.ts";
import type { Engine } from "../engine/engine.ts";
import type { NewRun } from "../engine/run.ts";
import type { OrderRow } from "../protocol/entities/order.ts";
import { type Role, roles } from "../protocol/lifecycle.ts";
import type { AgentInstance } from "../runtime/agent-instance.ts";
import { reconcileRun } from "../runtime/event.ts";
import { needOf, openStatuses, roundOf } from "../runtime/event-identity.ts";

export interface ReconcileOptions {
  readonly agent: AgentInstance;
  readonly engine: Engine;
  readonly log: Logger;
}

/**
 * The orders on the platform are the truth: every open order that needs us and has no work here gets its event. Answers how many
 * events were synthesised. Rejects when a list cannot be read.
 */
export async function reconcile(options: ReconcileOptions, signal: AbortSignal): Promise<number> {
  const { agent, engine, log } = options;
  const runs: NewRun[] = [];
  for (const role of roles) {
    for (const status of openStatuses[role]) {
      const rows = await allOrders(agent.client, { role, status }, { signal });
      for (const row of rows.values()) {
        if (hasWork(engine, agent.name, row.id)) continue;
        const missing = await missingEvent(options, role, row, signal);
        if (missing) runs.push(missing);
      }
    }
  }
  const fresh = await engine.submit(runs);
  if (fresh.length > 0) log.info({ events: fresh.length }, "reconcile found orders without work");
  return fresh.length;
}

/** Queued, running, held, or dead and waiting for a human: visible work that must not be doubled. */
function hasWork(engine: Engine, agent: string, orderId: string): boolean {
  return engine.list({ agent, subject: orderId, status: ["queued", "running", "waiting", "dead"], limit: 1 }).length > 0;
}

async function missingEvent(
  { agent, engine }: ReconcileOptions,
  role: Role,
  row: OrderRow,
  signal: AbortSignal,
): Promise<NewRun | undefined> {
  // Only the order itself tells whether work in progress was sent back; a list row has no delivery text.
  const order = row.status === "in_progress" ? (await agent.client.getOrder({ taskId: row.id }, { signal })).order : row;
  const type = needOf({ engine, agent: agent.name, order, role });
  if (!type) return undefined;
  const round = roundOf({ engine, agent: agent.name, type, order, role });
  return reconcileRun(agent.name, row.id, type, round ?? 0);
}

export interface KeepReconciledOptions extends ReconcileOptions {
  readonly clock: Clock;
  readonly reconcileIntervalMs: number;
}

/** Reconciles at once and then every interval, until the signal aborts. No error ends it. */
export async function keepReconciled(options: KeepReconciledOptions, signal: AbortSignal): Promise<void> {
  const { clock, reconcileIntervalMs, log } = options;
  while (!signal.aborted) {
    await reconcile(options, signal).catch((error: unknown) => {
      if (!signal.aborted) log.warn({ reason: messageOf(error) }, "reconcile failed");
    });
    await clock.sleep(reconcileIntervalMs, signal).catch(() => undefined);
  }
}
