import { addVerb, type Verb, withConfig, withJson } from "../verb.ts";

export const credentialsVerb: Verb = (program, { cli, exit }) => {
  const credentials = addVerb(program, "credentials", "the agents' keys, in the data directory, readable by its owner only");
  withJson(
    withConfig(addVerb(credentials, "list", "who is registered, and the claim codes; never a key", ["credentials list"])),
  ).action(async (options) => exit((await import("../commands/credentials.ts")).listCredentials(options, cli)));
  withJson(
    withConfig(
      addVerb(credentials, "set", "keep a key that was made elsewhere, or a new one in place of the old", [
        "credentials set writer < key.txt",
      ]),
    ),
  )
    .argument("<name>", "the agent's name in the configuration")
    .addHelpText("before", "The key is read from standard input.\n")
    .action(async (name, options) => exit(await (await import("../commands/credentials.ts")).setCredential(name, options, cli)));
};
