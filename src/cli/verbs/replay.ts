import { addVerb, type Verb, withConfig, withJson } from "../verb.ts";

export const replayVerb: Verb = (program, { cli, exit }) => {
  withJson(
    withConfig(
      addVerb(program, "replay", "run a recorded event again, offline, and show what the code now does otherwise", [
        "replay 12 --prompts",
        "replay 12 --export test/order.json",
      ]),
    ),
  )
    .argument("<run>", "its number or id")
    .option("--prompts", "with what models were asked and what they answered", false)
    .option("--export <file>", "write the recording into a new file for a test of yours, and replay nothing")
    .addHelpText("after", "\nExit: 0 as recorded, 1 something differs.")
    .action(async (run, options) => exit(await (await import("../commands/replay.ts")).replay(run, options, cli)));
};
