import type { OrderRow } from "../protocol/entities/order.ts";
import type { Client } from "./client.ts";
import type { CallInput, CallOptions } from "./methods.ts";

export type OrderFilter = Pick<CallInput<"listOrders">, "role" | "status">;

const pageLimit = 100;
/** A page shorter than the smallest cap in use (PLATFORM row 19) is taken for the last one. */
const shortPage = 20;
const overlap = 5;
const maxPasses = 5;
const maxPagesPerPass = 1_000;

/**
 * Every order that matches, by id; the latest row seen of each. Offsets shift while orders come and go and the server may cap
 * pages silently (PLATFORM row 19), so it advances by the rows received, overlapping, until an empty page, and repeats until a pass
 * finds nothing new, five times at most. A row may have left the filter meanwhile: read the order before acting on it.
 */
export async function allOrders(
  client: Pick<Client, "listOrders">,
  filter: OrderFilter,
  options?: Pick<CallOptions, "signal">,
): Promise<ReadonlyMap<string, OrderRow>> {
  const rows = new Map<string, OrderRow>();
  for (let pass = 1; pass <= maxPasses; pass++) {
    const knownBefore = rows.size;
    await readPass(client, filter, options, rows);
    if (rows.size === knownBefore) break;
  }
  return rows;
}

async function readPass(
  client: Pick<Client, "listOrders">,
  filter: OrderFilter,
  options: Pick<CallOptions, "signal"> | undefined,
  rows: Map<string, OrderRow>,
): Promise<void> {
  const seen = new Set<string>();
  let offset = 0;
  let staleGrowth = 0;
  for (let page = 1; page <= maxPagesPerPass; page++) {
    const { tasks } = await client.listOrders({ ...filter, limit: pageLimit, offset }, options);
    if (tasks.length === 0) return;
    const seenBefore = seen.size;
    for (const row of tasks) {
      seen.add(row.id);
      rows.set(row.id, row);
    }
    // A server that ignores the offset answers the same page for ever.
    staleGrowth = seen.size === seenBefore ? staleGrowth + 1 : 0;
    if (staleGrowth === 3) return;
    offset += tasks.length < shortPage ? tasks.length : tasks.length - overlap;
  }
}
