import { addVerb, type Verb, withConfig, withJson } from "../verb.ts";

export const approvalsVerb: Verb = (program, { cli, exit }) => {
  const approvals = addVerb(program, "approvals", "actions that wait for you");
  withJson(withConfig(addVerb(approvals, "list", "what is held, oldest first", ["approvals list --all"])))
    .option("--all", "also what was decided or has expired", false)
    .action(async (options) => exit((await import("../commands/approvals.ts")).listApprovals(options, cli)));
  withJson(withConfig(addVerb(approvals, "show", "exactly what would be sent, and what it is about", ["approvals show a1b2c3"])))
    .argument("<approval>", "approval id")
    .action(async (id, options) => exit((await import("../commands/approvals.ts")).showApproval(id, options, cli)));
  withJson(withConfig(addVerb(approvals, "approve", "carry it out, if things are still as shown", ["approvals approve a1b2c3"])))
    .argument("<approval>", "approval id")
    .action(async (id, options) => exit(await (await import("../commands/approvals.ts")).approve(id, options, cli)));
  withJson(
    withConfig(
      addVerb(approvals, "reject", "do not carry it out; the agent hears why", ['approvals reject a1b2c3 --reason "too short"']),
    ),
  )
    .argument("<approval>", "approval id")
    .option("--reason <text>", "what the agent is told")
    .action(async (id, options) => exit(await (await import("../commands/approvals.ts")).reject(id, options, cli)));
};
