import { addVerb, type Verb, withConfig, withJson } from "../verb.ts";

export const registerVerb: Verb = (program, { cli, exit }) => {
  withJson(
    withConfig(
      addVerb(program, "register", "register an agent on the marketplace and keep its key in the credentials file", [
        "register writer",
        "register writer --moltbook --config upclaws.live.yaml",
      ]),
    ),
  )
    .argument("<name>", "the agent's name in the configuration")
    .option("--forget-uncertain", "after a registration whose answer was lost: you have looked, register again", false)
    .option("--moltbook", "with its Moltbook identity, whose karma decides the starting balance (key: MOLTBOOK_API_KEY)", false)
    .option("--show-key", "print the new key too; it is kept in the credentials file anyway", false)
    .action(async (name, options) => exit(await (await import("../commands/register.ts")).register(name, options, cli)));
};
