import type { Database } from "../base/sqlite/database.ts";
import { type ModelCall, type Purchase, telling, type UsageFacts, usageFacts } from "../daemon/retention/usage-facts.ts";
import { prunedDigests } from "../engine/pruned-table.ts";
import type { Run } from "../engine/run.ts";
import { searchSteps } from "../engine/step-search.ts";
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

/** Everything the journal knows of money, pruned runs included, in no order. */
export function usageEntries(runs: readonly Run[], database: Database): readonly UsageEntry[] {
  const all = allFacts(runs, database);
  const orders = knownOrders(all);
  return [
    ...[...orders.values()].flatMap(sale),
    ...all.flatMap(({ agent, subject, calls, purchases, tips }) => {
      const orderOf = (orderId: string | null) => (orderId === null ? undefined : orders.get(orderKey(agent, orderId)));
      return [
        ...calls.map((call) => modelCall(agent, call, orderOf(subject))),
        ...purchases.flatMap((bought) => purchase(agent, bought, orderOf(bought.orderId))),
        ...tips.map(({ atMs, ocmc }) => ({
          ...nothing,
          atMs,
          agent,
          gig: orderOf(subject)?.gig,
          model: undefined,
          spentOcmc: ocmc,
        })),
      ];
    }),
  ];
}

/** What is pruned came first, of each order. */
function allFacts(runs: readonly Run[], database: Database): readonly UsageFacts[] {
  const steps = Map.groupBy(
    telling.flatMap((search) => searchSteps(database, search)),
    (step) => step.runId,
  );
  const pruned = prunedDigests(database) as unknown as readonly UsageFacts[];
  return [...pruned, ...runs.map((run) => usageFacts(run, steps.get(run.id) ?? []))];
}

function modelCall(
  agent: string,
  { atMs, model, inputTokens, outputTokens, usdNano }: ModelCall,
  order?: KnownOrder,
): UsageEntry {
  return { ...nothing, atMs, agent, gig: order?.gig, model, modelCalls: 1, inputTokens, outputTokens, modelUsdNano: usdNano };
}

function sale({ agent, role, gig, price = 0, currency, completedAtMs }: KnownOrder): readonly UsageEntry[] {
  if (role !== "seller" || completedAtMs === undefined) return [];
  const earned = currency === "usd" ? { earnedUsd: price } : { earnedOcmc: price };
  return [{ ...nothing, atMs: completedAtMs, agent, gig, model: undefined, ordersSold: 1, ...earned }];
}

function purchase(agent: string, { atMs, price, currency }: Purchase, order?: KnownOrder): readonly UsageEntry[] {
  if (order?.cancelled) return [];
  const spent = currency === "usd" ? { spentUsd: price } : { spentOcmc: price };
  return [{ ...nothing, atMs, agent, gig: order?.gig, model: undefined, ...spent }];
}
