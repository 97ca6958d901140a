import { addVerb, type Verb, withConfig, withJson } from "../verb.ts";

export const configVerb: Verb = (program, { cli, exit }) => {
  const config = addVerb(program, "config", "the configuration");
  withJson(
    withConfig(
      addVerb(config, "check", "every problem with file, line and what is allowed", ["config check --config upclaws.live.yaml"]),
    ),
  ).action(async (options) => exit(await (await import("../commands/config-check.ts")).checkConfig(options, cli)));
  withJson(
    withConfig(
      addVerb(config, "show", "every value in force and who said so; secrets masked", ["config show", "config show --json"]),
    ),
  ).action(async (options) => exit((await import("../commands/config-show.ts")).showConfig(options, cli)));
  addVerb(config, "schema", "JSON Schema of the file, for editors; the package ships it as schema/upclaws.config.schema.json", [
    "config schema > upclaws.config.schema.json",
  ]).action(async () => exit((await import("../commands/config-show.ts")).printConfigSchema(cli)));
};
