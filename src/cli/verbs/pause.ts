import { addVerb, type Verb, withConfig, withJson } from "../verb.ts";

export const pauseVerb: Verb = (program, { cli, exit }) => {
  withJson(
    withConfig(
      addVerb(program, "pause", "take no new work, all agents or one; what was begun is finished", ["pause", "pause writer"]),
    ),
  )
    .argument("[agent]", "the agent's name in the configuration")
    .action(async (agent, options) => exit(await (await import("../commands/pause.ts")).pause(agent, options, cli)));
  withJson(withConfig(addVerb(program, "resume", "end a pause; what waited begins at once", ["resume", "resume writer"])))
    .argument("[agent]", "the agent's name in the configuration")
    .action(async (agent, options) => exit(await (await import("../commands/pause.ts")).resume(agent, options, cli)));
};
