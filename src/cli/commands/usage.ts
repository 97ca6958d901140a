import { isoTime } from "../../base/clock.ts";
import { startOfDayMs } from "../../base/utc-day.ts";
import type { CliContext } from "../cli-context.ts";
import { withQueries } from "../data-view.ts";
import { cliError } from "../errors.ts";
import { exitCodes } from "../exit-code.ts";
import { usd } from "../readable-figures.ts";
import { table } from "../table.ts";
import { usageEntries } from "../usage-entries.ts";
import type { Grouping } from "../usage-grouping.ts";
import { summarize, total, type UsageRow } from "../usage-summary.ts";

export interface UsageOptions {
  readonly config: string;
  readonly json: boolean;
  readonly by: Grouping;
  /** `today`, or an ISO date or time (UTC unless it tells a zone); absent: from the beginning. */
  readonly since?: string;
}

/** `upclaws usage`. */
export function usage(options: UsageOptions, cli: CliContext): number {
  const { terminal } = cli;
  const sinceMs = sinceOf(options.since, cli.clock.now());
  const all = withQueries(options, cli, (queries, { database }) => usageEntries(queries.list(), database));
  const entries = all.filter((entry) => entry.atMs >= sinceMs);
  const rows = summarize(entries, options.by);
  if (options.json) {
    const since = sinceMs === Number.NEGATIVE_INFINITY ? null : isoTime(sinceMs);
    terminal.json({ since, by: options.by, rows: rows.map(inUsd), total: inUsd(total(entries)) });
    return exitCodes.done;
  }
  if (rows.length === 0) {
    terminal.print("nothing was used or earned");
    return exitCodes.done;
  }
  const { bold } = terminal.colors;
  const lines = [...rows.map(cells), cells(total(entries)).map((cell) => bold(String(cell)))];
  terminal.print(table(terminal, [options.by, ...heads], lines));
  return exitCodes.done;
}

const heads = ["sold", "calls", "in", "out", "models", "earned", "spent", "margin"];

function cells(row: UsageRow): readonly (string | number)[] {
  const { key, ordersSold, modelCalls, inputTokens, outputTokens, modelUsdNano } = row;
  const earned = amount(row.earnedOcmc, row.earnedUsd);
  const spent = amount(row.spentOcmc, row.spentUsd);
  const margin = `${row.marginOcmc} OCMC, ${row.marginUsd < 0 ? "-" : ""}${usd(Math.abs(row.marginUsd) * 1e9)}`;
  return [key, ordersSold, modelCalls, inputTokens, outputTokens, usd(modelUsdNano), earned, spent, margin];
}

function amount(ocmc: number, dollars: number): string {
  return dollars === 0 ? `${ocmc} OCMC` : `${ocmc} OCMC, $${dollars.toFixed(2)}`;
}

function inUsd({ modelUsdNano, ...row }: UsageRow): object {
  return { ...row, modelUsd: modelUsdNano / 1e9 };
}

/** Throws `usage` for what is no time. */
function sinceOf(since: string | undefined, nowMs: number): number {
  if (since === undefined) return Number.NEGATIVE_INFINITY;
  if (since === "today") return startOfDayMs(nowMs);
  const [whole, time, zone] = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d)?)?$/.exec(since) ?? [];
  // A time without a zone is UTC, as the days of the table are.
  const timeMs = whole === undefined ? Number.NaN : Date.parse(time === undefined || zone !== undefined ? whole : `${whole}Z`);
  if (!Number.isNaN(timeMs)) return timeMs;
  throw cliError("usage", `--since: expected today or an ISO date such as 2026-03-01, received "${since}"`, { received: since });
}
