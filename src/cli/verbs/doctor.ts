import { addVerb, type Verb, withConfig, withJson } from "../verb.ts";

export const doctorVerb: Verb = (program, { cli, exit }) => {
  withJson(
    withConfig(
      addVerb(program, "doctor", "is everything as the daemon needs it? what is not, and what to do", [
        "doctor",
        "doctor --no-model --json",
      ]),
    ),
  )
    .option("--no-model", "call no model (a call costs a little)")
    .action(async (options) => exit(await (await import("../commands/doctor.ts")).doctor(options, cli)));
};
