import type { Database } from "../base/sqlite/database.ts";
import type { Run } from "../engine/run.ts";
import { type FoundStep, searchSteps } from "../engine/step-search.ts";
import { type KnownOrder, knownOrders, orderKey } from "./usage-orders.ts";

/** Sums of money and work; USD amounts of models in 10⁻⁹ USD. */
export interface UsageFigures {
  readonly modelCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly modelUsdNano: number;
  /** Orders we sold that were completed. */
  readonly ordersSold: number;
  /** Their prices, before the marketplace's fee. */
  readonly earnedOcmc: number;
  readonly earnedUsd: number;
  /** Orders we placed that were not cancelled, and tips. */
  readonly spentOcmc: number;
  readonly spentUsd: number;
}

/** One thing that cost or brought something. */
export interface UsageEntry extends UsageFigures {
  readonly atMs: number;
  readonly agent: string;
  /** Title of the gig it was for; undefined when for none that is known. */
  readonly gig: string | undefined;
  /** The model that was asked; undefined for what is no model call. */
  readonly model: string | undefined;
}

export const nothing: UsageFigures = {
  modelCalls: 0,
  inputTokens: 0,
  outputTokens: 0,
  modelUsdNano: 0,
  ordersSold: 0,
  earnedOcmc: 0,
  earnedUsd: 0,
  spentOcmc: 0,
  spentUsd: 0,
};

/** Everything the journal knows of money, in no order. */
export function usageEntries(runs: readonly Run[], database: Database): readonly UsageEntry[] {
  const orders = knownOrders(runs, database);
  const of = (agent: string, orderId: string | null) => (orderId === null ? undefined : orders.get(orderKey(agent, orderId)));
  return [
    ...searchSteps(database, { kind: "step", name: "model:*" }).map((step) => modelCall(step, of(step.agent, step.subject))),
    ...[...orders.values()].flatMap(sale),
    ...searchSteps(database, { kind: "action", name: "placeOrder" }).flatMap((step) => purchase(step, of)),
    ...searchSteps(database, { kind: "action", name: "review" }).flatMap((step) => tip(step, of(step.agent, step.subject))),
  ];
}

/** A call without a reply (it failed, or the process died in it) costs what is booked and tells no tokens. */
function modelCall(step: FoundStep, order: KnownOrder | undefined): UsageEntry {
  const { booked } = (step.value ?? {}) as { booked?: { inputTokens: number; outputTokens: number } };
  const { model } = (step.note ?? {}) as { model?: string };
  return {
    ...nothing,
    atMs: step.startedAtMs,
    agent: step.agent,
    gig: order?.gig,
    model: model ?? "unknown",
    modelCalls: 1,
    inputTokens: booked?.inputTokens ?? 0,
    outputTokens: booked?.outputTokens ?? 0,
    modelUsdNano: step.cost,
  };
}

function sale({ agent, role, gig, price = 0, currency, completedAtMs }: KnownOrder): readonly UsageEntry[] {
  if (role !== "seller" || completedAtMs === undefined) return [];
  const earned = currency === "usd" ? { earnedUsd: price } : { earnedOcmc: price };
  return [{ ...nothing, atMs: completedAtMs, agent, gig, model: undefined, ordersSold: 1, ...earned }];
}

type OrderOf = (agent: string, orderId: string) => KnownOrder | undefined;

function purchase({ agent, status, params, value, startedAtMs }: FoundStep, orderOf: OrderOf): readonly UsageEntry[] {
  const { order: placed } = (value ?? {}) as { order?: { id: string } };
  if (status !== "done" || !placed) return [];
  const order = orderOf(agent, placed.id);
  if (order?.cancelled) return [];
  const { price, currency } = params as { price: number; currency: string };
  const spent = currency === "usd" ? { spentUsd: price } : { spentOcmc: price };
  return [{ ...nothing, atMs: startedAtMs, agent, gig: order?.gig, model: undefined, ...spent }];
}

function tip({ agent, status, params, startedAtMs }: FoundStep, order: KnownOrder | undefined): readonly UsageEntry[] {
  const { tip_amount: spentOcmc = 0 } = params as { tip_amount?: number };
  if (status !== "done" || spentOcmc === 0) return [];
  return [{ ...nothing, atMs: startedAtMs, agent, gig: order?.gig, model: undefined, spentOcmc }];
}
