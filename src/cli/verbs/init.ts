import { addVerb, type Verb, withJson } from "../verb.ts";

export const initVerb: Verb = (program, { cli, exit }) => {
  withJson(
    addVerb(program, "init", "a project for your agents, in this folder or another; overwrites nothing", [
      "init my-shop --template seller-llm --agent writer",
      "init",
    ]),
  )
    .argument("[dir]", "the project's folder", ".")
    .option("--template <name>", "with an agent from that template at once; `upclaws new --help` lists them")
    .option("--agent <name>", "that agent's name")
    .action(async (dir, options) => exit(await (await import("../commands/init.ts")).init(dir, options, cli)));
};
