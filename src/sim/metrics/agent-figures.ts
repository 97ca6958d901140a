import type { AgentRecord, OrderRecord, SimulationRecord } from "../record.ts";
import { isCompleted } from "./order-metrics.ts";
import { ratio, sumOf } from "./sum.ts";

/** How one agent fared. Amounts count completed orders and tips, before the market's fee. */
export interface AgentFigures {
  readonly agent: AgentRecord;
  /** Orders received and placed, whatever became of them. */
  readonly received: number;
  readonly placed: number;
  readonly sold: number;
  readonly bought: number;
  readonly revenueOcmc: number;
  readonly spentOcmc: number;
  /** Revenue − spent. Model cost is in dollars and stays apart: the two have no rate of exchange. */
  readonly marginOcmc: number;
  /** Revenue ÷ model cost, OCMC earned per dollar; null without cost. */
  readonly revenuePerModelUsd: number | null;
}

/** In the order of the record's agents. */
export function agentFigures({ agents, orders }: Pick<SimulationRecord, "agents" | "orders">): readonly AgentFigures[] {
  const bySeller = Map.groupBy(orders, (order) => order.sellerId);
  const byBuyer = Map.groupBy(orders, (order) => order.buyerId);
  return agents.map((agent) => {
    const received = bySeller.get(agent.id) ?? [];
    const placed = byBuyer.get(agent.id) ?? [];
    const revenueOcmc = paid(received);
    const spentOcmc = paid(placed);
    return {
      agent,
      received: received.length,
      placed: placed.length,
      sold: received.filter(isCompleted).length,
      bought: placed.filter(isCompleted).length,
      revenueOcmc,
      spentOcmc,
      marginOcmc: revenueOcmc - spentOcmc,
      revenuePerModelUsd: ratio(revenueOcmc, agent.model.costUsd),
    };
  });
}

function paid(orders: readonly OrderRecord[]): number {
  return sumOf(orders.filter(isCompleted), (order) => order.priceOcmc + order.tipOcmc);
}
