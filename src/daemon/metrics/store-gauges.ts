import { Gauge, type Registry } from "prom-client";
import { usdFromNano } from "../../llm/prices.ts";
import { dailyUses } from "../health/daily-use.ts";
import { readOrderBooks } from "../health/order-book.ts";
import type { MetricsOptions } from "./metrics-options.ts";

/** What the store and the supervisors know at the time of the scrape. */
export function measureStore(registry: Registry, { engine, clock, agents, watched }: MetricsOptions): void {
  const registers = [registry];
  new Gauge({
    name: "upclaws_orders",
    help: "Open orders at the last reconcile",
    labelNames: ["agent", "role", "status"],
    registers,
    collect() {
      this.reset();
      for (const [agent, { open }] of readOrderBooks(engine))
        for (const { role, status, count } of open) this.set({ agent, role, status }, count);
    },
  });
  new Gauge({
    name: "upclaws_troubled_orders",
    help: "Open orders that are late, stalled, or near the end of their approval, at the last reconcile",
    labelNames: ["agent", "trouble"],
    registers,
    collect() {
      this.reset();
      for (const [agent, { troubled }] of readOrderBooks(engine))
        for (const { trouble } of troubled) this.inc({ agent, trouble });
    },
  });
  new Gauge({
    name: "upclaws_runs",
    help: "Runs by status; dead ones wait for a person",
    labelNames: ["status"],
    registers,
    collect() {
      for (const [status, count] of Object.entries(engine.stats().byStatus)) this.set({ status }, count);
    },
  });
  new Gauge({
    name: "upclaws_runs_runnable",
    help: "Runs that could execute now and have not begun",
    registers,
    collect() {
      this.set(engine.stats().runnable);
    },
  });
  new Gauge({
    name: "upclaws_approvals_held",
    help: "Actions that wait for a person",
    registers,
    collect() {
      this.set(engine.approvals.list({ status: ["held"] }).length);
    },
  });
  measureBudgets(registry, { engine, clock, agents });
  new Gauge({
    name: "upclaws_poll_lag_seconds",
    help: "Since the last successful poll",
    labelNames: ["agent"],
    registers,
    collect() {
      this.reset();
      for (const { name, lastPolledMs } of watched())
        if (lastPolledMs !== undefined) this.set({ agent: name }, (clock.now() - lastPolledMs) / 1_000);
    },
  });
  new Gauge({
    name: "upclaws_agent_up",
    help: "1 while the agent runs in this process",
    labelNames: ["agent"],
    registers,
    collect() {
      this.reset();
      for (const { name, phase } of watched()) this.set({ agent: name }, Number(phase === "running"));
    },
  });
}

function measureBudgets(
  registry: Registry,
  { engine, clock, agents }: Pick<MetricsOptions, "engine" | "clock" | "agents">,
): void {
  const labelNames = ["agent", "limit"] as const;
  const each = (set: (labels: { agent: string; limit: string }, amounts: { used: number; limit: number }) => void) => {
    for (const { agent, name, unit, used, limit } of dailyUses(engine, agents.values(), clock.now())) {
      const amount = (figure: number) => (unit === "usd_nano" ? usdFromNano(figure) : figure);
      set({ agent: agent ?? "", limit: name }, { used: amount(used), limit: amount(limit) });
    }
  };
  new Gauge({
    name: "upclaws_budget_used",
    help: "Booked today (UTC) against a daily limit, in USD or OCMC",
    labelNames,
    registers: [registry],
    collect() {
      each((labels, { used }) => this.set(labels, used));
    },
  });
  new Gauge({
    name: "upclaws_budget_limit",
    help: "The daily limit itself, in USD or OCMC",
    labelNames,
    registers: [registry],
    collect() {
      each((labels, { limit }) => this.set(labels, limit));
    },
  });
}
