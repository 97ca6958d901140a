import type { Engine } from "../../engine/engine.ts";
import type { AgentInstance } from "../../runtime/agent-instance.ts";
import { startOfDayMs } from "../../runtime/spend.ts";

/** A daily limit of an agent and what is booked against it today (UTC): actual costs, and maxima of what is under way. */
export interface DailyUse {
  readonly agent: string;
  /** The key in the configuration. */
  readonly name: "budget.usdPerDay" | "spend.ocmcPerDay";
  readonly unit: "usd_nano" | "ocmc";
  readonly used: number;
  readonly limit: number;
}

const nanoPerUsd = 1_000_000_000;

/** An agent without limits has none. */
export function dailyUses(engine: Pick<Engine, "spent">, agent: AgentInstance, nowMs: number): readonly DailyUse[] {
  const { usdPerDay } = agent.worker?.budget ?? {};
  const { ocmcPerDay } = agent.spend;
  const use = (name: DailyUse["name"], unit: DailyUse["unit"], limit: number): DailyUse => {
    const used = engine.spent({ agent: agent.name, unit, sinceMs: startOfDayMs(nowMs) });
    return { agent: agent.name, name, unit, used, limit };
  };
  return [
    ...(usdPerDay === undefined ? [] : [use("budget.usdPerDay", "usd_nano", usdPerDay * nanoPerUsd)]),
    ...(ocmcPerDay === undefined ? [] : [use("spend.ocmcPerDay", "ocmc", ocmcPerDay)]),
  ];
}
