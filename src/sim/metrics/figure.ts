import type { Metrics } from "./metrics.ts";

/** How a figure is written: a whole number, a share of 1, a duration, an amount of OCMC, of dollars, or a plain number. */
export type FigureUnit = "count" | "share" | "ms" | "ocmc" | "usd" | "number";

/** One number of a run, by which runs are listed, averaged and compared. */
export interface Figure {
  /** The name in JSON. */
  readonly key: string;
  readonly label: string;
  readonly unit: FigureUnit;
  /** Null where the run has no such number, e.g. the time to deliver when nothing was delivered. */
  readonly of: (metrics: Metrics) => number | null;
}

const figure = (key: string, label: string, unit: FigureUnit, of: Figure["of"]): Figure => ({ key, label, unit, of });

/** In the order in which they are shown. */
export const figures: readonly Figure[] = [
  figure("placed", "orders placed", "count", ({ orders }) => orders.placed),
  figure("completed", "completed", "count", ({ orders }) => orders.completed),
  figure("cancelled", "cancelled", "count", ({ orders }) => orders.cancelled),
  figure("open", "open at the end", "count", ({ orders }) => orders.open),
  figure("fillRate", "fill rate", "share", ({ orders }) => orders.fillRate),
  figure("revisedShare", "sent back", "share", ({ orders }) => orders.revisedShare),
  figure("autoApprovedShare", "passed by silence", "share", ({ orders }) => orders.autoApprovedShare),
  figure("toStartP50Ms", "to start, p50", "ms", ({ orders }) => orders.toStartMs?.p50 ?? null),
  figure("toStartP95Ms", "to start, p95", "ms", ({ orders }) => orders.toStartMs?.p95 ?? null),
  figure("toDeliverP50Ms", "to deliver, p50", "ms", ({ orders }) => orders.toDeliverMs?.p50 ?? null),
  figure("toDeliverP95Ms", "to deliver, p95", "ms", ({ orders }) => orders.toDeliverMs?.p95 ?? null),
  figure("toApproveP50Ms", "to approve, p50", "ms", ({ orders }) => orders.toApproveMs?.p50 ?? null),
  figure("toApproveP95Ms", "to approve, p95", "ms", ({ orders }) => orders.toApproveMs?.p95 ?? null),
  figure("gmvOcmc", "traded (GMV)", "ocmc", ({ money }) => money.gmv),
  figure("tipsOcmc", "tips", "ocmc", ({ money }) => money.tips),
  figure("rating", "rating, mean", "number", ({ orders }) => orders.rating?.mean ?? null),
  figure("quality", "quality, mean", "number", ({ orders }) => orders.quality?.mean ?? null),
  figure("welfarePerOrderOcmc", "value − price", "ocmc", ({ welfare }) => welfare.perOrder),
  figure("gini", "Gini of revenue", "number", ({ concentration }) => concentration.gini),
  figure("hhi", "HHI of revenue", "number", ({ concentration }) => concentration.hhi),
  figure("queuedRunsMax", "runs queued, max", "count", ({ load }) => load.queuedRuns?.max ?? null),
  figure("writeUseP95", "write budget, p95", "share", ({ load }) => load.writeUse?.p95 ?? null),
  figure("requests", "API requests", "count", ({ load }) => load.reads + load.writes),
  figure("leftOut", "polls left out", "count", ({ load }) => load.leftOut),
  figure("limited", "answers 429", "count", ({ load }) => load.limited),
  figure("failed", "requests failed", "count", ({ load }) => load.failed),
  figure("modelCalls", "model calls", "count", ({ load }) => load.model.calls),
  figure("modelCostUsd", "model cost", "usd", ({ load }) => load.model.costUsd),
  figure("crashes", "crashes", "count", ({ crashes }) => crashes),
  figure("violations", "invariants broken", "count", ({ violations }) => violations),
];
