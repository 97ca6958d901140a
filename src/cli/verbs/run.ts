import { Option } from "commander";
import { wholeNumber } from "../option-values.ts";
import { addVerb, type Verb, withConfig } from "../verb.ts";

export const runVerb: Verb = (program, { cli, exit }) => {
  withConfig(
    addVerb(program, "run", "the daemon: poll, handle, deliver, until SIGTERM", [
      "run --config upclaws.live.yaml",
      "run --once --deadline 240000 --if-running skip",
    ]),
  )
    .option("--once", "one tick for cron: poll, reconcile, run what is runnable now, exit", false)
    .option("--agent <name...>", "only these agents of the configuration")
    .option("--deadline <ms>", "with --once: leave what still runs after so many milliseconds for the next tick", wholeNumber(1))
    .addOption(
      new Option("--if-running <what>", "when another instance owns the data directory: exit 0 quietly").choices(["skip"]),
    )
    .action(async (options) => exit(await (await import("../commands/run.ts")).run(options, cli)));
};
