import type { OrderRecord } from "../record.ts";
import { type Distribution, distributionOf } from "./distribution.ts";
import { ratio, sumOf } from "./sum.ts";

/** What became of the orders, and how fast. */
export interface OrderMetrics {
  readonly placed: number;
  /** By the status they had at the end; only statuses that occur. */
  readonly byStatus: Readonly<Record<string, number>>;
  readonly completed: number;
  readonly cancelled: number;
  /** Neither completed nor cancelled when the run ended. */
  readonly open: number;
  /** Completed ÷ placed. */
  readonly fillRate: number | null;
  /** Completed by the market after the buyer's silence ÷ completed. */
  readonly autoApprovedShare: number | null;
  readonly revisions: number;
  /** Sent back at least once ÷ delivered at least once. */
  readonly revisedShare: number | null;
  /** Placed → started; of orders that were started. */
  readonly toStartMs: Distribution | null;
  /** Started → first delivery; of orders that were delivered. */
  readonly toDeliverMs: Distribution | null;
  /** Last delivery → completed; of completed orders, by the buyer or by the market. */
  readonly toApproveMs: Distribution | null;
  /** Placed → completed; of completed orders. */
  readonly toCompleteMs: Distribution | null;
  readonly rating: Distribution | null;
  readonly quality: Distribution | null;
}

export function orderMetrics(orders: readonly OrderRecord[]): OrderMetrics {
  const completed = orders.filter(isCompleted);
  const cancelled = orders.filter((order) => order.status === "cancelled").length;
  const delivered = orders.filter((order) => order.firstDeliveredMs !== null);
  return {
    placed: orders.length,
    byStatus: countByStatus(orders),
    completed: completed.length,
    cancelled,
    open: orders.length - completed.length - cancelled,
    fillRate: ratio(completed.length, orders.length),
    autoApprovedShare: ratio(completed.filter((order) => order.autoApproved).length, completed.length),
    revisions: sumOf(orders, (order) => order.revisions),
    revisedShare: ratio(delivered.filter((order) => order.revisions > 0).length, delivered.length),
    toStartMs: distributionOf(knownOf(orders, toStartMs)),
    toDeliverMs: distributionOf(knownOf(orders, toDeliverMs)),
    toApproveMs: distributionOf(knownOf(orders, toApproveMs)),
    toCompleteMs: distributionOf(knownOf(completed, ({ createdMs, endedMs }) => lapse(createdMs, endedMs))),
    rating: distributionOf(knownOf(orders, (order) => order.rating)),
    quality: distributionOf(knownOf(orders, (order) => order.quality)),
  };
}

export function isCompleted(order: OrderRecord): boolean {
  return order.status === "completed";
}

export function toStartMs(order: OrderRecord): number | null {
  return lapse(order.createdMs, order.startedMs);
}

export function toDeliverMs(order: OrderRecord): number | null {
  return lapse(order.startedMs, order.firstDeliveredMs);
}

export function toApproveMs(order: OrderRecord): number | null {
  return isCompleted(order) ? lapse(order.lastDeliveredMs, order.endedMs) : null;
}

/** What `of` tells of the orders, without those of which it tells nothing. */
export function knownOf(orders: readonly OrderRecord[], of: (order: OrderRecord) => number | null): number[] {
  return orders.map(of).filter((value) => value !== null);
}

function lapse(fromMs: number | null, toMs: number | null): number | null {
  return fromMs === null || toMs === null ? null : toMs - fromMs;
}

function countByStatus(orders: readonly OrderRecord[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { status } of orders) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
