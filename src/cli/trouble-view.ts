import { isoTime } from "../base/clock.ts";
import type { OrderBook, TroubledOrder } from "../daemon/health/order-book.ts";
import { ago, duration } from "./readable-figures.ts";
import { table } from "./table.ts";
import type { Terminal } from "./terminal.ts";

type Books = ReadonlyMap<string, OrderBook>;

/** Open orders in trouble as machines read them, with the time of the reconcile that saw them so. */
export function troubleJson(books: Books): readonly object[] {
  return rowsOf(books).map(([agent, { asOfMs }, { dueAtMs, ...order }]) => ({
    agent,
    ...order,
    dueAt: dueAtMs === null ? null : isoTime(dueAtMs),
    asOf: isoTime(asOfMs),
  }));
}

/** How many there are of each kind: "1 late, 2 stalled"; empty when there are none. */
export function troubleCounts(books: Books): string {
  const kinds = rowsOf(books).map(([, , { trouble }]) => trouble);
  return [...new Set(kinds)].map((kind) => `${kinds.filter((other) => other === kind).length} ${words[kind]}`).join(", ");
}

/** One line each. */
export function troubleTable(terminal: Terminal, books: Books, nowMs: number, most: number): string {
  const rows = rowsOf(books).map(([agent, { asOfMs }, order]) => [
    order.orderNumber,
    agent,
    order.role,
    order.status,
    words[order.trouble],
    dueText(order, nowMs),
    ago(asOfMs, nowMs),
  ]);
  return table(terminal, ["order", "agent", "as", "status", "is", "due", "seen"], rows.slice(0, most));
}

const words = { late: "late", stalled: "stalled", approvalDeadline: "approved soon" } as const;

function rowsOf(books: Books): readonly (readonly [string, OrderBook, TroubledOrder])[] {
  return [...books].flatMap(([agent, book]) => book.troubled.map((order) => [agent, book, order] as const));
}

function dueText({ dueAtMs }: TroubledOrder, nowMs: number): string {
  if (dueAtMs === null) return "";
  return dueAtMs > nowMs ? `in ${duration(dueAtMs - nowMs)}` : ago(dueAtMs, nowMs);
}
