import { Option } from "commander";
import { wholeNumber } from "../option-values.ts";
import { addVerb, type Verb, withConfig, withJson } from "../verb.ts";

const statuses = ["queued", "running", "done", "superseded", "lost_to_other", "waiting", "dead"];

export const runsVerb: Verb = (program, { cli, exit }) => {
  const runs = addVerb(program, "runs", "executions of handlers, one for each event");
  withJson(
    withConfig(addVerb(runs, "list", "newest first", ["runs list --status dead waiting", "runs list --agent writer --json"])),
  )
    .option("--agent <name>", "only this agent's")
    .addOption(new Option("--status <name...>", "only runs that stand so").choices(statuses))
    .option("--limit <n>", "how many", wholeNumber(1, 10_000), 30)
    .action(async (options) => exit((await import("../commands/runs.ts")).listRuns(options, cli)));
  withJson(withConfig(addVerb(runs, "show", "one run with its steps", ["runs show 12"])))
    .argument("<run>", "its number or id")
    .action(async (run, options) => exit((await import("../commands/runs.ts")).showRun(run, options, cli)));
};
