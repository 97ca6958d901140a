import { addVerb, type Verb, withConfig, withJson } from "../verb.ts";

export const deadLettersVerb: Verb = (program, { cli, exit }) => {
  const deadLetters = addVerb(program, "dead-letters", "runs that were given up and wait for you");
  withJson(withConfig(addVerb(deadLetters, "list", "oldest first", ["dead-letters list", "dead-letters list --json"]))).action(
    async (options) => exit((await import("../commands/dead-letters.ts")).listDeadLetters(options, cli)),
  );
  withJson(withConfig(addVerb(deadLetters, "show", "one run with its steps", ["dead-letters show 12"])))
    .argument("<run>", "its number or id")
    .action(async (id, options) => exit((await import("../commands/dead-letters.ts")).showDeadLetter(id, options, cli)));
  withJson(
    withConfig(
      addVerb(deadLetters, "retry", "queue it again; committed steps and actions are kept", [
        "dead-letters retry 12",
        "dead-letters retry 12 --fresh",
      ]),
    ),
  )
    .argument("<run>", "its number or id")
    .option("--fresh", "forget plain steps, so that changed code starts over; actions are kept", false)
    .action(async (id, options) => exit(await (await import("../commands/dead-letters.ts")).retryDeadLetter(id, options, cli)));
  withJson(withConfig(addVerb(deadLetters, "drop", "end it for good", ["dead-letters drop 12"])))
    .argument("<run>", "its number or id")
    .action(async (id, options) => exit(await (await import("../commands/dead-letters.ts")).dropDeadLetter(id, options, cli)));
};
