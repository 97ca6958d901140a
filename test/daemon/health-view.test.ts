import pico from "picocolors";
import { expect, it } from "vitest";
import type { Terminal } from "../../src/cli/terminal.ts";
import { troubleCounts, troubleJson, troubleTable } from "../../src/cli/trouble-view.ts";
import type { OrderBook } from "../../src/daemon/health/order-book.ts";

const hourMs = 3_600_000;
const order = { orderId: "o1", orderNumber: "OCM-1", role: "seller", status: "in_progress" } as const;
const book: OrderBook = {
  asOfMs: 100 * hourMs,
  open: [],
  firstSeenMs: {},
  troubled: [
    { ...order, trouble: "late", dueAtMs: 98 * hourMs },
    { ...order, trouble: "stalled", dueAtMs: null },
  ],
};
const books = new Map([["writer", book]]);
const silent = () => {};
const terminal: Terminal = {
  json: silent,
  print: silent,
  tell: silent,
  isTty: false,
  columns: 120,
  colors: pico.createColors(false),
};

it("status names orders in trouble to machines", () => {
  expect(troubleJson(books)).toEqual([
    { agent: "writer", ...order, trouble: "late", dueAt: "1970-01-05T02:00:00.000Z", asOf: "1970-01-05T04:00:00.000Z" },
    { agent: "writer", ...order, trouble: "stalled", dueAt: null, asOf: "1970-01-05T04:00:00.000Z" },
  ]);
});

it("status names orders in trouble to people, with when they were due and when that was seen", () => {
  expect(troubleCounts(books)).toBe("1 late, 1 stalled");
  expect(troubleCounts(new Map())).toBe("");
  const text = troubleTable(terminal, books, 101 * hourMs, 20);
  expect(text).toMatch(
    /OCM-1 +writer +seller +in_progress +late +3 h ago +60 min ago|OCM-1 +writer +seller +in_progress +late +3 h ago +1 h ago/,
  );
  expect(text).toContain("stalled");
});
