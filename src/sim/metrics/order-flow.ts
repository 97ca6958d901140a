import type { OrderRecord, SimulationRecord } from "../record.ts";
import { isCompleted } from "./order-metrics.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const bucketSizesMs = [minuteMs, 5 * minuteMs, 15 * minuteMs, hourMs, 3 * hourMs, 6 * hourMs, 12 * hourMs, dayMs, 7 * dayMs];
const bucketsAtMost = 100;

/** Orders by when they were placed and closed. */
export interface OrderFlow {
  readonly bucketMs: number;
  /** From the start of the run; the last one may be cut short by its end. */
  readonly buckets: readonly FlowBucket[];
}

export interface FlowBucket {
  /** Where it begins, since the start of the run. */
  readonly sinceMs: number;
  readonly placed: number;
  readonly completed: number;
  readonly cancelled: number;
}

export function orderFlow({ startMs, endMs, orders }: Pick<SimulationRecord, "startMs" | "endMs" | "orders">): OrderFlow {
  const spanMs = Math.max(endMs - startMs, 1);
  const bucketMs = bucketSizesMs.find((sizeMs) => spanMs / sizeMs <= bucketsAtMost) ?? Math.ceil(spanMs / bucketsAtMost);
  const count = Math.ceil(spanMs / bucketMs);
  const indexOf = (atMs: number) => Math.min(count - 1, Math.max(0, Math.floor((atMs - startMs) / bucketMs)));
  const tally = (timeOf: (order: OrderRecord) => number | null) => {
    const counts = Array<number>(count).fill(0);
    for (const order of orders) {
      const atMs = timeOf(order);
      if (atMs !== null) counts[indexOf(atMs)] = (counts[indexOf(atMs)] ?? 0) + 1;
    }
    return counts;
  };
  const placed = tally((order) => order.createdMs);
  const completed = tally((order) => (isCompleted(order) ? order.endedMs : null));
  const cancelled = tally((order) => (order.status === "cancelled" ? order.endedMs : null));
  const buckets = placed.map((some, index) => ({
    sinceMs: index * bucketMs,
    placed: some,
    completed: completed[index] ?? 0,
    cancelled: cancelled[index] ?? 0,
  }));
  return { bucketMs, buckets };
}
