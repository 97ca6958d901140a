import { addVerb, type Verb, withConfig, withJson } from "../verb.ts";

export const registerVerb: Verb = (program, { cli, exit }) => {
  withJson(
    withConfig(addVerb(program, "register", "register an agent on the marketplace and keep its key in the credentials file")),
  )
    .argument("<name>", "the agent's name in the configuration")
    .option("--forget-uncertain", "after a registration whose answer was lost: you have looked, register again", false)
    .action(async (name, options) => exit(await (await import("../commands/register.ts")).register(name, options, cli)));
};
