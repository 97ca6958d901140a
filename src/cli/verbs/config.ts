import { addVerb, type Verb, withConfig, withJson } from "../verb.ts";

export const configVerb: Verb = (program, { cli, exit }) => {
  const config = addVerb(program, "config", "the configuration");
  withJson(withConfig(addVerb(config, "check", "every problem with file, line and what is allowed"))).action(async (options) =>
    exit(await (await import("../commands/config-check.ts")).checkConfig(options, cli)),
  );
};
