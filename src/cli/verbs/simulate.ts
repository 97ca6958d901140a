import { wholeNumber } from "../option-values.ts";
import { addVerb, type Verb, withJson } from "../verb.ts";

export const simulateVerb: Verb = (program, { cli, exit }) => {
  withJson(addVerb(program, "simulate", "a market of buyers and sellers, months of it in seconds, the same for the same seed"))
    .argument("<scenario>", "a scenario in YAML, or the name of a shipped one")
    .option("--seed <n>", "in place of the scenario's", wholeNumber(0))
    .option("--agent <folder...>", "adds agents of your own to the scenario, unmodified")
    .option("--against <file...>", "adds the populations of other scenarios")
    .action(async (scenario, options) => exit(await (await import("../commands/simulate.ts")).simulate(scenario, options, cli)));
};
