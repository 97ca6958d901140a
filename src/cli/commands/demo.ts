import type { ProfileName } from "../../platform/service/profiles/table.ts";
import type { CliContext } from "../cli-context.ts";
import { showLive } from "../demo/live-view.ts";
import { demoBriefs, demoPace, type Stage, setStage } from "../demo/stage.ts";
import { Story } from "../demo/story.ts";
import { type DemoResult, printSummary, summaryJson } from "../demo/summary.ts";
import { cliError } from "../errors.ts";
import { exitCodes } from "../exit-code.ts";
import { openLog } from "../log-output.ts";

const patienceMs = 60_000;

export interface DemoOptions {
  readonly profile: ProfileName;
  readonly json: boolean;
}

/** `upclaws demo`: nothing faked, only hurried. Exit 1 when the money does not add up or an order stays open. */
export async function demo({ profile, json }: DemoOptions, cli: CliContext): Promise<number> {
  const { terminal, clock } = cli;
  const startedAtMs = clock.now();
  const stage = await setStage({ profile, cli, ...(await openLog(cli, "warn")) });
  try {
    introduce(stage, json, cli);
    const balancesBefore = await Promise.all(stage.daemons.map(({ balance }) => balance()));
    const story = new Story();
    const view = showLive(story, { terminal, startedAtMs, json });
    const closed = allClosed(story, cli);
    for (const { daemon } of stage.daemons) {
      story.follow(daemon.engine);
      await daemon.start();
    }
    await closed.finally(() => view.end());
    const result: DemoResult = {
      orders: story.orders.toSorted((a, b) => a.placedAtMs - b.placedAtMs),
      balances: await Promise.all(
        stage.daemons.map(async ({ name, balance }, index) => ({
          agent: name,
          beforeOcmc: balancesBefore[index] ?? 0,
          afterOcmc: await balance(),
        })),
      ),
      ledger: stage.platform.inspect.ledger(),
      modelCalls: stage.model.callCount,
      durationMs: clock.now() - startedAtMs,
    };
    await stage.strike();
    if (json) terminal.json(summaryJson(result));
    else printSummary(result, terminal);
    return result.ledger.conserved ? exitCodes.done : exitCodes.failed;
  } finally {
    await stage.strike();
  }
}

function introduce({ apiBaseUrl, modelBaseUrl }: Stage, json: boolean, { terminal }: CliContext): void {
  if (json) {
    terminal.json({ event: "started", apiBaseUrl, modelBaseUrl, ...demoPace });
    return;
  }
  const { bold, dim } = terminal.colors;
  terminal.print(bold("UpClaws demo: two agents trade, over real HTTP"));
  terminal.print(dim(`marketplace ${apiBaseUrl}, scripted model ${modelBaseUrl}`));
  terminal.print(dim(`Hurried: the daemons poll every ${demoPace.pollIntervalMs} ms (30 s in earnest), with 100 times`));
  terminal.print(dim("the usual request budget, on a server without rate limits.\n"));
}

/** Resolves when every brief is an order that came to its end; rejects with `demo_unfinished`, or when the process is asked to stop. */
function allClosed(story: Story, { clock, stop }: CliContext): Promise<void> {
  const deadline = clock.deadline(patienceMs, stop);
  return new Promise<void>((resolve, reject) => {
    story.on("scene", () => {
      if (story.closed >= demoBriefs.length) resolve();
    });
    deadline.signal.addEventListener("abort", () => {
      const why = deadline.expired ? `not all orders were closed within ${patienceMs} ms` : "interrupted";
      reject(cliError("demo_unfinished", `${why}: ${story.closed} of ${demoBriefs.length}`, { closed: story.closed }));
    });
  }).finally(() => deadline.cancel());
}
