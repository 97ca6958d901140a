import { Option } from "commander";
import { wholeNumber } from "../option-values.ts";
import { addVerb, type Verb, withConfig, withJson } from "../verb.ts";

export const logsVerb: Verb = (program, { cli, exit }) => {
  withJson(
    withConfig(
      addVerb(program, "logs", "what the daemon logged, running or not", [
        "logs --follow --agent writer",
        "logs --level warn --json",
      ]),
    ),
  )
    .option("-f, --follow", "go on as lines are written, until Ctrl-C", false)
    .option("-n, --lines <n>", "how many of the last lines", wholeNumber(0, 1_000_000), 100)
    .option("--agent <name>", "only this agent's")
    .addOption(new Option("--level <name>", "no quieter than this").choices(["debug", "info", "warn", "error"]))
    .action(async (options) => exit(await (await import("../commands/logs.ts")).logs(options, cli)));
};
