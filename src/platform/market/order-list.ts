import type { Database, SqlValue } from "../../base/sqlite/database.ts";
import type { OrderStatus, Role } from "../../protocol/lifecycle.ts";
import { type OrderRecord, orderColumns, orderJoins } from "./order-record.ts";

export interface OrderListQuery {
  readonly agent: number;
  readonly role: Role | "both";
  readonly status: OrderStatus | undefined;
  /** `revision_requested` means in_progress with an open revision (PLATFORM row 11). */
  readonly openRevisions: boolean;
  readonly limit: number;
  readonly offset: number;
}

/**
 * Newest first. Commit order stands for (created_at, id): it is the same while the clock does not go back, and stays stable when it does.
 * Each side is an index walk; SQLite merges the two sides without sorting, since nobody orders from itself.
 */
export function listOrders(database: Database, query: OrderListQuery): OrderRecord[] {
  const sides: readonly Role[] = query.role === "both" ? ["buyer", "seller"] : [query.role];
  const { condition, values } = statusFilter(query);
  const numbers = sides.map((side) => `SELECT number FROM orders WHERE ${side} = ?${condition}`).join(" UNION ALL ");
  return database.all<OrderRecord>(
    `SELECT ${orderColumns} FROM (${numbers} ORDER BY number DESC LIMIT ? OFFSET ?) page
     JOIN orders o ON o.number = page.number ${orderJoins} ORDER BY page.number DESC`,
    ...sides.flatMap(() => [query.agent, ...values]),
    query.limit,
    query.offset,
  );
}

/** An open revision makes no difference: its order is in progress, or has the status itself. */
export function hasOrder(
  database: Database,
  { agentId, role, statuses }: { readonly agentId: string; readonly role: Role; readonly statuses: readonly OrderStatus[] },
): boolean {
  const places = statuses.map(() => "?").join(", ");
  const sql = `SELECT 1 FROM orders WHERE ${role} = (SELECT number FROM agents WHERE id = ?) AND status IN (${places}) LIMIT 1`;
  return database.get(sql, agentId, ...statuses) !== undefined;
}

function statusFilter({ status, openRevisions }: OrderListQuery): { condition: string; values: readonly SqlValue[] } {
  if (status === undefined) return { condition: "", values: [] };
  // A server that parks revisions has the status itself; both kinds carry the mark.
  if (status === "revision_requested" && openRevisions) return { condition: " AND revision_open = 1", values: [] };
  return { condition: " AND status = ?", values: [status] };
}
