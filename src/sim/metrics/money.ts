import type { SimulationRecord } from "../record.ts";
import { isCompleted } from "./order-metrics.ts";
import { ratio, sumOf } from "./sum.ts";

/** Where the money was and went, in OCMC. */
export interface MoneyMetrics {
  /** Gross merchandise value: Σ price of completed orders. */
  readonly gmv: number;
  readonly tips: number;
  readonly startBalances: number;
  readonly endBalances: number;
  /** Σ price of the orders still open at the end. */
  readonly escrow: number;
  /** Balances at the start − balances at the end − escrow: what the market kept, if money was conserved. */
  readonly fees: number;
}

export function moneyMetrics({ agents, orders }: Pick<SimulationRecord, "agents" | "orders">): MoneyMetrics {
  const completed = orders.filter(isCompleted);
  const startBalances = sumOf(agents, (agent) => agent.startOcmc);
  const endBalances = sumOf(agents, (agent) => agent.endOcmc);
  const open = orders.filter((order) => !isCompleted(order) && order.status !== "cancelled");
  const escrow = sumOf(open, (order) => order.priceOcmc);
  return {
    gmv: sumOf(completed, (order) => order.priceOcmc),
    tips: sumOf(completed, (order) => order.tipOcmc),
    startBalances,
    endBalances,
    escrow,
    fees: startBalances - endBalances - escrow,
  };
}

/** What the buyers have of it: Σ (value − price) of the completed orders whose value is known, in OCMC. */
export interface WelfareMetrics {
  /** How many orders that is. */
  readonly known: number;
  readonly total: number | null;
  readonly perOrder: number | null;
  /** Share of them that were worth less than they cost. */
  readonly regretShare: number | null;
}

export function welfareMetrics({ orders }: Pick<SimulationRecord, "orders">): WelfareMetrics {
  const gains = orders
    .filter(isCompleted)
    .map(({ valueOcmc, priceOcmc }) => (valueOcmc === null ? null : valueOcmc - priceOcmc))
    .filter((gain) => gain !== null);
  const total = gains.length === 0 ? null : sumOf(gains, (gain) => gain);
  return {
    known: gains.length,
    total,
    perOrder: total === null ? null : ratio(total, gains.length),
    regretShare: ratio(gains.filter((gain) => gain < 0).length, gains.length),
  };
}
