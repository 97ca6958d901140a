import { wholeNumber } from "../option-values.ts";
import { addVerb, type Verb, withJson } from "../verb.ts";

export const llmVerb: Verb = (program, { cli, exit }) => {
  withJson(addVerb(program, "llm", "a scripted OpenAI-compatible model server", ["llm --port 4101 --script model.yaml"]))
    .option("--port <n>", "0 = any free one", wholeNumber(0, 65_535), 4101)
    .option("--script <file>", "what the model says, in YAML; without: values that fit the schema asked for")
    .action(async (options) => exit(await (await import("../commands/llm.ts")).llm(options, cli)));
};
