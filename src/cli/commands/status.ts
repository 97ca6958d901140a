import { isoTime } from "../../base/clock.ts";
import { isOwned, readOwner } from "../../base/sqlite/owner-lock.ts";
import { type AgentStatus, readStatuses } from "../../daemon/agent-status.ts";
import { startOfDayMs } from "../../runtime/spend.ts";
import type { CliContext } from "../cli-context.ts";
import { withQueries } from "../data-view.ts";
import { exitCodes } from "../exit-code.ts";
import { ago, table, usd } from "../terminal.ts";

/** `upclaws status`. */
export async function status(options: { readonly config: string; readonly json: boolean }, cli: CliContext): Promise<number> {
  const { clock, terminal } = cli;
  const nowMs = clock.now();
  const found = withQueries(options, cli, (queries, { dir }) => {
    const today = { sinceMs: startOfDayMs(nowMs) };
    const agents = [...readStatuses(queries)].map(([name, agent]) => ({
      name,
      ...agent,
      usdNanoToday: queries.spent({ agent: name, unit: "usd_nano", ...today }),
      ocmcToday: queries.spent({ agent: name, unit: "ocmc", ...today }),
    }));
    return { dir, owner: isOwned(dir) ? readOwner(dir) : undefined, runs: queries.countByStatus(), agents };
  });

  if (options.json) {
    const { dir, owner, runs, agents } = found;
    const shown = agents.map(({ sinceMs, usdNanoToday, ocmcToday, ...agent }) => ({
      ...agent,
      since: isoTime(sinceMs),
      modelUsdToday: usdNanoToday / 1e9,
      spentOcmcToday: ocmcToday,
    }));
    terminal.json({ dataDir: dir, running: owner !== undefined, owner: owner ?? null, runs, agents: shown });
    return exitCodes.done;
  }
  const { bold, red, green } = terminal.colors;
  const { owner, runs } = found;
  terminal.print(
    owner
      ? `${green("running")}  pid ${owner.pid} on ${owner.host}, since ${ago(Date.parse(owner.since), nowMs)}`
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
    `\n${bold("runs")}  ${Object.entries(runs)
      .map(([name, count]) => `${name} ${count}`)
      .join("  ")}`,
  );
  if (runs.dead > 0) terminal.print(red(`${runs.dead} dead letters: upclaws dead-letters list`));
  return exitCodes.done;

  function phase(agent: AgentStatus): string {
    if (agent.phase === "disabled") return red(agent.phase);
    return !owner && agent.phase === "running" ? "interrupted" : agent.phase;
  }
}
