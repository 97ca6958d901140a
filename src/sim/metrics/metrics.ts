import type { SimulationRecord } from "../record.ts";
import { type AgentFigures, agentFigures } from "./agent-figures.ts";
import { type Concentration, concentrationOf } from "./concentration.ts";
import { type LoadMetrics, loadMetrics } from "./load.ts";
import { type MoneyMetrics, moneyMetrics, type WelfareMetrics, welfareMetrics } from "./money.ts";
import { type OrderMetrics, orderMetrics } from "./order-metrics.ts";
import { sumOf } from "./sum.ts";

/** Every number that is told of a run. JSON. docs/simulate-results.md has the formulas. */
export interface Metrics {
  readonly virtualMs: number;
  /** Agents that sell, and that buy; those that do both are in both. */
  readonly sellers: number;
  readonly buyers: number;
  readonly orders: OrderMetrics;
  readonly money: MoneyMetrics;
  readonly welfare: WelfareMetrics;
  /** Of revenue over sellers, those who sold nothing included. */
  readonly concentration: Concentration;
  readonly load: LoadMetrics;
  readonly crashes: number;
  readonly violations: number;
}

export function measure(record: SimulationRecord): Metrics {
  const sellers = sellersOf(record);
  return {
    virtualMs: record.endMs - record.startMs,
    sellers: sellers.length,
    buyers: sumOf(record.agents, (agent) => (agent.role === "seller" ? 0 : 1)),
    orders: orderMetrics(record.orders),
    money: moneyMetrics(record),
    welfare: welfareMetrics(record),
    concentration: concentrationOf(sellers.map((seller) => seller.revenueOcmc)),
    load: loadMetrics(record),
    crashes: record.crashes.length,
    violations: record.violations.length,
  };
}

/** The figures of the agents that sell. */
export function sellersOf(record: SimulationRecord): readonly AgentFigures[] {
  return agentFigures(record).filter(({ agent }) => agent.role !== "buyer");
}
