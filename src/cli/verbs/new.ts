import { addVerb, type Verb, withConfig, withJson } from "../verb.ts";

export const newVerb: Verb = (program, { cli, exit }) => {
  withJson(
    withConfig(
      addVerb(program, "new", "an agent to begin with, in agents/NAME; overwrites nothing", [
        "new shop --template seller-llm",
        "new",
      ]),
    ),
  )
    .argument("[name]", "the agent's name, and its folder's")
    .option(
      "--template <name>",
      "seller-basic, seller-llm (default), buyer-llm, scheduled-buyer, autopilot or file-worker (delivers files)",
    )
    .action(async (name, options) => exit(await (await import("../commands/new.ts")).newAgent(name, options, cli)));
};
