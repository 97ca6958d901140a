import { startOfDayMs } from "../../base/utc-day.ts";
import type { Engine } from "../../engine/engine.ts";
import { usdNano } from "../../llm/prices.ts";
import type { AgentInstance } from "../../runtime/agent-instance.ts";

/** A daily limit and what is booked against it today (UTC): actual costs, and maxima of what is under way. */
export interface DailyUse {
  /** Null for what all agents share. */
  readonly agent: string | null;
  /** The key in the configuration. */
  readonly name: "budget.usdPerDay" | "spend.ocmcPerDay" | "llm.budget.usdPerDay";
  readonly unit: "usd_nano" | "ocmc";
  readonly used: number;
  readonly limit: number;
}

/** Of each agent its own, then those that all share. Who has no limit has none here. */
export function dailyUses(engine: Pick<Engine, "spent">, agents: Iterable<AgentInstance>, nowMs: number): readonly DailyUse[] {
  const sinceMs = startOfDayMs(nowMs);
  const use = (agent: string | null, name: DailyUse["name"], unit: DailyUse["unit"], limit: number | undefined) =>
    limit === undefined
      ? []
      : [{ agent, name, unit, used: engine.spent({ ...(agent !== null && { agent }), unit, sinceMs }), limit }];
  const usd = (amount: number | undefined) => (amount === undefined ? undefined : usdNano(amount));
  const all = [...agents];
  const shared = all.find(({ worker }) => worker?.budget.usdPerDayOfAll !== undefined)?.worker?.budget.usdPerDayOfAll;
  return [
    ...all.flatMap(({ name, worker, spend }) => [
      ...use(name, "budget.usdPerDay", "usd_nano", usd(worker?.budget.usdPerDay)),
      ...use(name, "spend.ocmcPerDay", "ocmc", spend.ocmcPerDay),
    ]),
    ...use(null, "llm.budget.usdPerDay", "usd_nano", usd(shared)),
  ];
}
