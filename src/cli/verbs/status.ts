import { addVerb, type Verb, withConfig, withJson } from "../verb.ts";

export const statusVerb: Verb = (program, { cli, exit }) => {
  withJson(
    withConfig(addVerb(program, "status", "the daemon, its agents, and what waits or failed", ["status", "status --json"])),
  ).action(async (options) => exit(await (await import("../commands/status.ts")).status(options, cli)));
};
