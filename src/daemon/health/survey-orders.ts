import { allOrders } from "../../client/pages.ts";
import type { Engine } from "../../engine/engine.ts";
import type { OrderRow } from "../../protocol/entities/order.ts";
import type { Role } from "../../protocol/lifecycle.ts";
import type { AgentInstance } from "../../runtime/agent-instance.ts";
import { type OrderBook, readOrderBooks, writeOrderBook } from "./order-book.ts";
import { type OrderFacts, troublesOf } from "./order-troubles.ts";

/** What a reconcile that could read everything has seen. */
export interface Survey {
  readonly open: ReadonlyMap<string, { readonly role: Role; readonly row: OrderRow }>;
  /** Orders that need us although their events were handled. */
  readonly unanswered: ReadonlySet<string>;
}

export interface SurveyOptions {
  readonly agent: AgentInstance;
  readonly engine: Engine;
  readonly lateAfterMs: number;
  readonly nowMs: number;
}

const mostTroubled = 200;
const waitedFor = ["pending", "in_progress", "revision_requested"] as const;
const buyerEvents = ["order.started", "order.delivered", "order.declined"] as const;

/** Reads what the buyer waits for, and writes the agent's order book anew. Rejects when a list cannot be read; the old book stays. */
export async function surveyOrders(options: SurveyOptions, survey: Survey, signal: AbortSignal): Promise<OrderBook> {
  const { agent, engine, lateAfterMs, nowMs } = options;
  const open = new Map(survey.open);
  for (const status of mayBuy(options) ? waitedFor : []) {
    for (const row of (await allOrders(agent.client, { role: "buyer", status }, { signal })).values()) {
      if (!open.has(row.id)) open.set(row.id, { role: "buyer", row });
    }
  }
  const before = readOrderBooks(engine).get(agent.name)?.firstSeenMs ?? {};
  const firstSeenMs = Object.fromEntries(
    [...open.values()].map(({ row }) => [`${row.id}:${row.status}`, before[`${row.id}:${row.status}`] ?? nowMs]),
  );
  const rules = { gigs: agent.definition.gigs ?? [], lateAfterMs, offsetMs: agent.client.serverTime.offsetMs, nowMs };
  const facts = [...open.values()].map(
    ({ role, row }): OrderFacts => ({
      row,
      role,
      firstSeenMs: firstSeenMs[`${row.id}:${row.status}`] ?? nowMs,
      deliveryHeardMs: role === "buyer" && row.status === "delivered" ? deliveryHeardMs(options, row.id) : undefined,
      stalled: survey.unanswered.has(row.id) && !hasWork(options, row.id),
    }),
  );
  const troubled = facts.flatMap((fact) => troublesOf(fact, rules)).slice(0, mostTroubled);
  const book = { asOfMs: nowMs, open: counts(facts), troubled, firstSeenMs };
  await writeOrderBook(engine, agent.name, book);
  return book;
}

/** A pure seller's reads are better spent otherwise: a buyer listens to what it bought, or has paid before. */
function mayBuy({ agent, engine }: SurveyOptions): boolean {
  const { handlers } = agent.definition;
  return buyerEvents.some((event) => handlers[event]) || engine.spent({ agent: agent.name, unit: "ocmc", sinceMs: 0 }) > 0;
}

/** A timer or a held action is somebody's plan for the order. */
function hasWork({ agent, engine }: SurveyOptions, orderId: string): boolean {
  return engine.list({ agent: agent.name, subject: orderId, status: ["queued", "running", "waiting"], limit: 1 }).length > 0;
}

function deliveryHeardMs({ agent, engine }: SurveyOptions, orderId: string): number | undefined {
  const runs = engine.list({ agent: agent.name, subject: orderId });
  return runs.filter(({ kind, status }) => kind === "order.delivered" && status !== "superseded").at(-1)?.createdAtMs;
}

function counts(facts: readonly OrderFacts[]): OrderBook["open"] {
  const byKind = new Map<string, OrderBook["open"][number]>();
  for (const { role, row } of facts) {
    const key = `${role}/${row.status}`;
    byKind.set(key, { role, status: row.status, count: (byKind.get(key)?.count ?? 0) + 1 });
  }
  return [...byKind.values()];
}
