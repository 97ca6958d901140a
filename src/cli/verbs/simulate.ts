import { Option } from "commander";
import { seedRange, wholeNumber } from "../option-values.ts";
import { addVerb, type Verb, withJson } from "../verb.ts";

const collect = (value: string, earlier: readonly string[]) => [...earlier, value];

export const simulateVerb: Verb = (program, { cli, exit }) => {
  const simulate = withJson(
    addVerb(program, "simulate", "plays a market of buyers and sellers, months in seconds, from one seed", [
      "simulate hello --report hello.html",
      "simulate my-market.yaml --seeds 1..20 --json > a.json",
      "simulate flash-crowd --agent ./agents/writer",
    ]),
  )
    .argument("[scenario]", "a YAML file, or the name of a scenario that comes with the package")
    .option("--list", "the scenarios that come with the package", false)
    .option("--seed <n>", "instead of the scenario's own", wholeNumber(0))
    .option("--seeds <a..b>", "a run for each seed, side by side; figures with confidence intervals", seedRange)
    .option("--set <path=a,b,c>", "a run for each value at this place of the scenario; may be given several times", collect, [])
    .option("--agent <folder...>", "adds agents of your own to the scenario, unmodified")
    .option("--against <file...>", "adds the populations of other scenarios")
    .addOption(
      new Option(
        "--model <which>",
        "what agents think with: a script, or the endpoint of the configuration, which costs what it costs",
      )
        .choices(["scripted", "real"])
        .default("scripted"),
    )
    .option("-c, --config <file>", "the configuration that --model real takes its llm from", "upclaws.config.yaml")
    .option("--threads <n>", "runs at once; by default one for each core", wholeNumber(1, 1_024))
    .option("--report <file>", "one HTML page that opens offline")
    .option("--orders <file>", "every order, as CSV")
    .option("--events <file>", "the event log of a single run, as JSON lines")
    .action(async (scenario, options) =>
      exit(await (await import("../commands/simulate.ts")).simulateVerb(scenario, options, cli)),
    );

  withJson(
    addVerb(simulate, "compare", "two results of simulate --json against each other", [
      "simulate compare a.json b.json --report diff.html",
    ]),
  )
    .argument("<a>", "file with one setting's runs")
    .argument("<b>", "the other")
    .option("--report <file>", "both in one HTML page")
    // The parent knows --json and --report too, and takes them wherever they stand.
    .action(async (a, b, _options, command) =>
      exit(await (await import("../commands/simulate-compare.ts")).simulateCompare(a, b, command.optsWithGlobals(), cli)),
    );
};
