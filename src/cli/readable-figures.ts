import { usdFromNano } from "../llm/prices.ts";

/** "12 s ago", "3 min ago", "2 h ago", "5 d ago". */
export function ago(atMs: number, nowMs: number): string {
  return `${duration(Math.max(nowMs - atMs, 0))} ago`;
}

export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  return ms < 86_400_000 ? `${Math.round(ms / 3_600_000)} h` : `${Math.round(ms / 86_400_000)} d`;
}

export function usd(nano: number): string {
  return `$${usdFromNano(nano).toFixed(4)}`;
}
