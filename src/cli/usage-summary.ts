import { isoTime } from "../base/clock.ts";
import { nothing, type UsageEntry, type UsageFigures } from "./usage-entries.ts";
import type { Grouping } from "./usage-grouping.ts";

/** The figures of one agent, gig, model or day, and what is left of them. */
export interface UsageRow extends UsageFigures {
  readonly key: string;
  /** Earned minus spent. */
  readonly marginOcmc: number;
  /** Earned minus spent minus models. */
  readonly marginUsd: number;
}

/** What belongs to no gig or model is under "-", last. Days are UTC, oldest first; the rest is by name. */
export function summarize(entries: readonly UsageEntry[], by: Grouping): readonly UsageRow[] {
  const groups = new Map<string, UsageFigures>();
  for (const entry of entries) {
    const key = keyOf(entry, by);
    groups.set(key, sum(groups.get(key) ?? nothing, entry));
  }
  return [...groups].map(([key, figures]) => rowOf(key, figures)).sort((a, b) => compareKeys(a.key, b.key));
}

export function total(entries: readonly UsageEntry[]): UsageRow {
  return rowOf("total", entries.reduce<UsageFigures>(sum, nothing));
}

function rowOf(key: string, figures: UsageFigures): UsageRow {
  const { earnedOcmc, spentOcmc, earnedUsd, spentUsd, modelUsdNano } = figures;
  const marginUsd = Math.round((earnedUsd - spentUsd) * 1e9 - modelUsdNano) / 1e9;
  return { key, ...figures, marginOcmc: earnedOcmc - spentOcmc, marginUsd };
}

function sum(some: UsageFigures, more: UsageFigures): UsageFigures {
  return {
    modelCalls: some.modelCalls + more.modelCalls,
    inputTokens: some.inputTokens + more.inputTokens,
    outputTokens: some.outputTokens + more.outputTokens,
    modelUsdNano: some.modelUsdNano + more.modelUsdNano,
    ordersSold: some.ordersSold + more.ordersSold,
    earnedOcmc: some.earnedOcmc + more.earnedOcmc,
    earnedUsd: some.earnedUsd + more.earnedUsd,
    spentOcmc: some.spentOcmc + more.spentOcmc,
    spentUsd: some.spentUsd + more.spentUsd,
  };
}

function keyOf(entry: UsageEntry, by: Grouping): string {
  return (by === "day" ? isoTime(entry.atMs).slice(0, 10) : entry[by]) ?? "-";
}

function compareKeys(a: string, b: string): number {
  if (a === "-" || b === "-") return Number(a === "-") - Number(b === "-");
  return a < b ? -1 : a > b ? 1 : 0;
}
