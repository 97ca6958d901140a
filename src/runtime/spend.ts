import { startOfDayMs } from "../base/utc-day.ts";
import { engineError } from "../engine/errors.ts";
import type { SpendLimit } from "../engine/journal.ts";
import type { AgentInstance } from "./agent-instance.ts";

/** What the agent may pay on the marketplace today, checked in the commit that books it. */
export function dailySpend(agent: AgentInstance, nowMs: number): readonly SpendLimit[] {
  const maximum = agent.spend.ocmcPerDay;
  if (maximum === undefined) return [];
  return [{ name: "spend.ocmcPerDay", scope: { agent: agent.name }, sinceMs: startOfDayMs(nowMs), maximum }];
}

/** Rejects a single amount above its own limit. */
export function refuseAbove(name: string, maximum: number | undefined, requested: number): void {
  if (maximum === undefined || requested <= maximum) return;
  throw engineError("spend_limit_exceeded", `${name}: ${requested} OCMC is above the limit of ${maximum}`, {
    name,
    maximum,
    booked: 0,
    requested,
  });
}
