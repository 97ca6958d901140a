import { Option } from "commander";
import { wholeNumber } from "../option-values.ts";
import { addVerb, type Verb, withConfig, withJson } from "../verb.ts";

export const devVerb: Verb = (program, { cli, exit }) => {
  withJson(
    withConfig(
      addVerb(program, "dev", "your agents on a marketplace of their own, reloaded as you edit; you are the buyer", [
        "dev",
        "dev --model real --agent shop",
        "dev --script model.yaml --json",
      ]),
    ),
  )
    .addOption(
      new Option("--model <which>", "scripted, or the real one of the configuration")
        .choices(["scripted", "real"])
        .default("scripted"),
    )
    .option("--script <file>", "what the scripted model says, in place of the agents' model.yaml")
    .option("--port <n>", "the marketplace's; 0 = any free one", wholeNumber(0, 65_535), 0)
    .option("--model-port <n>", "the scripted model's; 0 = any free one", wholeNumber(0, 65_535), 0)
    .option("--agent <name...>", "only these agents of the configuration")
    .action(async (options) => exit(await (await import("../commands/dev.ts")).dev(options, cli)));
};
