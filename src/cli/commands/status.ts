import { isoTime } from "../../base/clock.ts";
import { isOwned, readOwner } from "../../base/sqlite/owner-lock.ts";
import { startOfDayMs } from "../../base/utc-day.ts";
import { type AgentStatus, readStatuses } from "../../daemon/agent-status.ts";
import { readOrderBooks } from "../../daemon/health/order-book.ts";
import { readPauses } from "../../daemon/pauses.ts";
import { readRivalries } from "../../daemon/rivals.ts";
import { selectApprovals } from "../../store/approval-table.ts";
import { approvalJson, approvalTable } from "../approval-view.ts";
import type { CliContext } from "../cli-context.ts";
import { withQueries } from "../data-view.ts";
import { exitCodes } from "../exit-code.ts";
import { ago, usd } from "../readable-figures.ts";
import { table } from "../table.ts";
import { troubleCounts, troubleJson, troubleTable } from "../trouble-view.ts";

const listed = 20;

/** `upclaws status`. */
export async function status(options: { readonly config: string; readonly json: boolean }, cli: CliContext): Promise<number> {
  const { clock, terminal } = cli;
  const nowMs = clock.now();
  const found = withQueries(options, cli, (queries, { dir, database }) => {
    const pauses = readPauses(queries);
    const rivalries = readRivalries(queries);
    const today = { sinceMs: startOfDayMs(nowMs) };
    const agents = [...readStatuses(queries)].map(([name, agent]) => ({
      name,
      ...agent,
      paused: pauses.allSinceMs !== undefined || pauses.agents.has(name),
      rivalry: rivalries.get(name),
      usdNanoToday: queries.spent({ agent: name, unit: "usd_nano", ...today }),
      ocmcToday: queries.spent({ agent: name, unit: "ocmc", ...today }),
    }));
    const held = selectApprovals(database, { status: ["held"] });
    const books = readOrderBooks(queries);
    return { dir, owner: isOwned(dir) ? readOwner(dir) : undefined, runs: queries.countByStatus(), agents, held, books };
  });

  if (options.json) {
    const { dir, owner, runs, agents, held, books } = found;
    const shown = agents.map(({ sinceMs, usdNanoToday, ocmcToday, rivalry, ...agent }) => ({
      ...agent,
      lostToOthers: rivalry ? { count: rivalry.count, last: isoTime(rivalry.lastMs), lastOrderId: rivalry.lastOrderId } : null,
      since: isoTime(sinceMs),
      modelUsdToday: usdNanoToday / 1e9,
      spentOcmcToday: ocmcToday,
    }));
    terminal.json({
      dataDir: dir,
      running: owner !== undefined,
      owner: owner ?? null,
      runs,
      agents: shown,
      approvals: held.map(approvalJson),
      troubledOrders: troubleJson(books),
    });
    return exitCodes.done;
  }
  const { bold, red, green, yellow } = terminal.colors;
  const { owner, runs } = found;
  terminal.print(
    owner
      ? `${green("running")}  pid ${owner.pid} on ${owner.host}, started ${ago(Date.parse(owner.since), nowMs)}`
      : "not running",
  );
  const rows = found.agents.map((agent) => [
    agent.name,
    phase(agent),
    ago(agent.sinceMs, nowMs),
    usd(agent.usdNanoToday),
    agent.ocmcToday,
    agent.reason ?? "",
  ]);
  terminal.print(`\n${table(terminal, ["agent", "state", "since", "models today", "OCMC today", ""], rows)}`);
  terminal.print(
    `\n${bold("runs")}  ${
      Object.entries(runs)
        .flatMap(([name, count]) => (count > 0 ? [`${count} ${name.replaceAll("_", " ")}`] : []))
        .join("  ") || "none yet"
    }`,
  );
  if (found.held.length > 0) {
    terminal.print(`\n${yellow(`${found.held.length} held for you`)}: upclaws approvals show ID`);
    terminal.print(approvalTable(terminal, found.held.slice(0, listed), nowMs));
  }
  const troubles = troubleCounts(found.books);
  if (troubles !== "") {
    terminal.print(`\n${yellow(`orders: ${troubles}`)}`);
    terminal.print(troubleTable(terminal, found.books, nowMs, listed));
  }
  for (const { name, rivalry } of found.agents) {
    if (rivalry)
      terminal.print(
        yellow(
          `${name}: somebody else moved ${rivalry.count} of its orders, the last ${ago(rivalry.lastMs, nowMs)}: is its key in use elsewhere?`,
        ),
      );
  }
  if (runs.dead > 0) terminal.print(red(`${runs.dead} dead letters: upclaws dead-letters list`));
  return exitCodes.done;

  function phase(agent: AgentStatus & { readonly paused: boolean }): string {
    if (agent.phase === "disabled") return red(agent.phase);
    if (agent.paused) return yellow("paused");
    return !owner && agent.phase === "running" ? "interrupted" : agent.phase;
  }
}
