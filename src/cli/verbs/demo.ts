import { addVerb, profileOption, type Verb, withJson } from "../verb.ts";

export const demoVerb: Verb = (program, { cli, exit }) => {
  withJson(
    addVerb(
      program,
      "demo",
      "marketplace, model, a seller and a buyer on this machine: watch them trade; leaves nothing behind",
      ["demo", "demo --profile strict --json"],
    ),
  )
    .addOption(profileOption())
    .action(async (options) => exit(await (await import("../commands/demo.ts")).demo(options, cli)));
};
