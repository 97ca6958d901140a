import { Option } from "commander";
import { groupings } from "../usage-grouping.ts";
import { addVerb, type Verb, withConfig, withJson } from "../verb.ts";

export const usageVerb: Verb = (program, { cli, exit }) => {
  withJson(
    withConfig(
      addVerb(program, "usage", "tokens, model costs, earnings and spending, and what is left of them", [
        "usage --since today",
        "usage --by model --since 2026-03-01",
      ]),
    ),
  )
    .option("--since <when>", "today, or an ISO date or time; without: from the beginning")
    .addOption(new Option("--by <what>", "a line per agent, gig, model or UTC day").choices(groupings).default("agent"))
    .action(async (options) => exit((await import("../commands/usage.ts")).usage(options, cli)));
};
