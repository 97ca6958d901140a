import type { AgentRecord } from "../record.ts";
import type { World } from "./open-world.ts";
import type { OrderBook } from "./order-book.ts";

/** How everybody stands at the end. */
export function recordAgents({ participants, platform }: World, book: OrderBook): readonly AgentRecord[] {
  const records: AgentRecord[] = [];
  for (const { platformId, name, population, traits, startOcmc, tally } of participants) {
    const { average, count } = book.ratingOf(platformId);
    records.push({
      id: platformId,
      name,
      population,
      role: traits.kind === "agent" ? traits.role : traits.kind,
      startOcmc,
      endOcmc: platform.inspect.balanceUnits(platformId, "ocmc"),
      ratingAvg: average,
      ratingCount: count,
      api: {
        reads: tally.reads,
        writes: tally.writes,
        limited: tally.limited,
        failed: tally.failed,
        leftOut: tally.leftOut,
      },
      model: {
        calls: tally.modelCalls,
        inputTokens: tally.inputTokens,
        outputTokens: tally.outputTokens,
        costUsd: tally.costUsd,
      },
    });
  }
  return records;
}
