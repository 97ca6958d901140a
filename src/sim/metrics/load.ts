import type { Sample, SimulationRecord } from "../record.ts";
import { type Distribution, distributionOf } from "./distribution.ts";
import { ratio, sumOf } from "./sum.ts";

/** What the run asked of daemons, the API and models. */
export interface LoadMetrics {
  /** Over the samples. */
  readonly openOrders: Distribution | null;
  readonly queuedRuns: Distribution | null;
  readonly writeUse: Distribution | null;
  readonly reads: number;
  readonly writes: number;
  /** Polls that were left out, since they would have found nothing. */
  readonly leftOut: number;
  /** Answers 429, and their share of all requests. */
  readonly limited: number;
  readonly limitedShare: number | null;
  readonly failed: number;
  readonly model: {
    readonly calls: number;
    readonly inputTokens: number;
    readonly outputTokens: number;
    readonly costUsd: number;
  };
}

export function loadMetrics({ agents, samples }: Pick<SimulationRecord, "agents" | "samples">): LoadMetrics {
  const reads = sumOf(agents, ({ api }) => api.reads);
  const writes = sumOf(agents, ({ api }) => api.writes);
  const limited = sumOf(agents, ({ api }) => api.limited);
  return {
    openOrders: distributionOf(samples.map(openOrders)),
    queuedRuns: distributionOf(samples.map((sample) => sample.queuedRuns)),
    writeUse: distributionOf(samples.map((sample) => sample.writeUse)),
    reads,
    writes,
    leftOut: sumOf(agents, ({ api }) => api.leftOut),
    limited,
    limitedShare: ratio(limited, reads + writes),
    failed: sumOf(agents, ({ api }) => api.failed),
    model: {
      calls: sumOf(agents, ({ model }) => model.calls),
      inputTokens: sumOf(agents, ({ model }) => model.inputTokens),
      outputTokens: sumOf(agents, ({ model }) => model.outputTokens),
      costUsd: sumOf(agents, ({ model }) => model.costUsd),
    },
  };
}

function openOrders({ open }: Sample): number {
  return open.pending + open.in_progress + open.delivered + open.disputed;
}
