import type { Platform } from "../../platform/service/platform.ts";
import { duration, usd } from "../readable-figures.ts";
import { table } from "../table.ts";
import type { Terminal } from "../terminal.ts";
import type { DemoOrder } from "./story.ts";

export interface DemoResult {
  readonly orders: readonly DemoOrder[];
  readonly balances: readonly { readonly agent: string; readonly beforeOcmc: number; readonly afterOcmc: number }[];
  readonly ledger: ReturnType<Platform["inspect"]["ledger"]>;
  readonly modelCalls: number;
  readonly durationMs: number;
}

/** The last line of `--json`. */
export function summaryJson({ orders, balances, ledger, modelCalls, durationMs }: DemoResult): object {
  const counts: Record<string, number> = { completed: 0, cancelled: 0 };
  for (const { status } of orders) counts[status] = (counts[status] ?? 0) + 1;
  return {
    event: "summary",
    orders: counts,
    revisions: sum(orders, (order) => order.revisions),
    reviews: orders.filter((order) => order.reviewed).length,
    tipsOcmc: sum(orders, (order) => order.tipOcmc),
    moneyConserved: ledger.conserved,
    modelCalls,
    modelUsd: sum(orders, (order) => order.modelUsdNano) / 1e9,
    balances: Object.fromEntries(balances.map(({ agent, beforeOcmc, afterOcmc }) => [agent, { beforeOcmc, afterOcmc }])),
    durationMs,
  };
}

export function printSummary({ orders, balances, ledger, modelCalls, durationMs }: DemoResult, terminal: Terminal): void {
  const { green, red, dim } = terminal.colors;
  const rows = orders.map((order) => [
    order.number,
    order.gig,
    order.status,
    Math.max(order.deliveries, 1) === 1 && order.deliveries === 0 ? "-" : order.deliveries,
    `${order.priceOcmc}${order.tipOcmc > 0 ? ` + ${order.tipOcmc} tip` : ""}`,
    usd(order.modelUsdNano),
    order.closedAtMs === null ? "" : duration(order.closedAtMs - order.placedAtMs),
  ]);
  terminal.print(table(terminal, ["order", "gig", "status", "rounds", "OCMC", "models", "time"], rows));
  const moved = balances.map(({ agent, beforeOcmc, afterOcmc }) => [
    agent,
    beforeOcmc,
    afterOcmc,
    signed(afterOcmc - beforeOcmc),
  ]);
  terminal.print(`\n${table(terminal, ["balance (OCMC)", "before", "after", ""], moved)}`);
  const ocmc = ledger.currencies.find((check) => check.currency === "ocmc")?.fromPostings;
  const sums = ocmc ? `balances ${ocmc.balances} + escrow ${ocmc.escrow} + fees ${ocmc.fees} = minted ${ocmc.minted}` : "";
  terminal.print(`\n${ledger.conserved ? green("✓ money conserved") : red("✗ money NOT conserved")}  ${dim(sums)}`);
  terminal.print(
    dim(`${modelCalls} model calls over HTTP, ${duration(durationMs)} in all. No process and no file is left behind.`),
  );
}

function signed(amount: number): string {
  return amount > 0 ? `+${amount}` : String(amount);
}

function sum(orders: readonly DemoOrder[], of: (order: DemoOrder) => number): number {
  return orders.reduce((total, order) => total + of(order), 0);
}
