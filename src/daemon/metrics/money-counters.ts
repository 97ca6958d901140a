import { Counter, type Registry } from "prom-client";
import type { Engine, EngineEventMap } from "../../engine/engine.ts";
import type { StepRecord } from "../../engine/records.ts";
import { usdFromNano } from "../../llm/prices.ts";
import { revenueOf } from "./revenue.ts";

/** Model tokens and cost, marketplace spend and revenue, counted as they are booked. Answers how to stop counting. */
export function countMoney(registry: Registry, engine: Pick<Engine, "events" | "list" | "steps">): () => void {
  const registers = [registry];
  const tokens = new Counter({
    name: "upclaws_model_tokens_total",
    help: "Model tokens as booked",
    labelNames: ["agent", "direction"],
    registers,
  });
  const cost = new Counter({
    name: "upclaws_model_cost_usd_total",
    help: "Model cost as booked, in USD",
    labelNames: ["agent"],
    registers,
  });
  const spent = new Counter({
    name: "upclaws_market_spend_ocmc_total",
    help: "Paid on the marketplace for orders and tips, in OCMC",
    labelNames: ["agent"],
    registers,
  });
  const earned = new Counter({
    name: "upclaws_market_revenue_total",
    help: "Prices of own orders that were completed, before fees",
    labelNames: ["agent", "currency"],
    registers,
  });
  const onStep = ({ run: { agent }, step }: EngineEventMap["stepDone"]) => {
    if (step.costUnit === "ocmc") spent.inc({ agent }, amount(step.cost));
    if (step.costUnit !== "usd_nano") return;
    cost.inc({ agent }, usdFromNano(amount(step.cost)));
    const { inputTokens, outputTokens } = bookedTokens(step);
    tokens.inc({ agent, direction: "input" }, inputTokens);
    tokens.inc({ agent, direction: "output" }, outputTokens);
  };
  const onEnded = ({ run }: EngineEventMap["runEnded"]) => {
    const revenue = revenueOf(engine, run);
    if (revenue) earned.inc({ agent: run.agent, currency: revenue.currency }, revenue.price);
  };
  engine.events.on("stepDone", onStep);
  engine.events.on("runEnded", onEnded);
  return () => {
    engine.events.off("stepDone", onStep);
    engine.events.off("runEnded", onEnded);
  };
}

function bookedTokens({ value }: StepRecord): { readonly inputTokens: number; readonly outputTokens: number } {
  const { inputTokens, outputTokens } =
    (value as { readonly booked?: { readonly inputTokens?: unknown; readonly outputTokens?: unknown } } | null)?.booked ?? {};
  return { inputTokens: amount(inputTokens), outputTokens: amount(outputTokens) };
}

/** A counter never goes down. */
function amount(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : 0;
}
