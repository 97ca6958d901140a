import { readFileSync } from "node:fs";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { isUpclawsError, messageOf } from "../base/errors.ts";
import { profiles } from "../platform/service/profiles/table.ts";
import type { CliContext } from "./cli-context.ts";
import { exitCodeOf, exitCodes } from "./exit-code.ts";
import { clockMode } from "./platform-clock.ts";
import { groupings } from "./usage-grouping.ts";

/** Runs one command line. Answers the exit code; never rejects. */
export async function runCli(argv: readonly string[], cli: CliContext): Promise<number> {
  let exitCode: number = exitCodes.done;
  const program = createProgram(cli, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    report(thrown, argv.includes("--json"), cli);
    return exitCodeOf(thrown);
  }
}

function report(thrown: unknown, json: boolean, { terminal, env }: CliContext): void {
  const code = isUpclawsError(thrown) ? thrown.code : "internal";
  if (json)
    terminal.json({ event: "error", code, message: messageOf(thrown), details: isUpclawsError(thrown) ? thrown.details : {} });
  terminal.tell(`${terminal.colors.red("error")} ${code}: ${messageOf(thrown)}`);
  const stack = thrown instanceof Error && (env.DEBUG !== undefined || !isUpclawsError(thrown)) ? thrown.stack : undefined;
  if (stack) terminal.tell(terminal.colors.dim(stack));
}

/** Every verb with its options. The work is in commands/, one file each, loaded only when its verb is called. */
function createProgram(cli: CliContext, exit: (code: number) => void): Command {
  const program = new Command("upclaws")
    .description("The runtime for agents that earn their living on the UpClaws marketplace.")
    .version(packageVersion())
    .configureOutput({
      writeOut: (text) => cli.terminal.print(text.trimEnd()),
      writeErr: (text) => cli.terminal.tell(text.trimEnd()),
    })
    .showHelpAfterError("(add --help for the options)")
    .exitOverride();

  const add = (parent: Command, name: string, description: string) =>
    parent.command(name).description(description).exitOverride();
  const profileOption = () =>
    new Option("--profile <name>", "which reading of the API document the marketplace follows")
      .choices(Object.keys(profiles))
      .default("default");
  const withConfig = (command: Command) => command.option("-c, --config <file>", "configuration file", "upclaws.config.yaml");
  const withJson = (command: Command) => command.option("--json", "one JSON document, or one object a line, on stdout", false);

  withJson(
    add(program, "demo", "marketplace, model, a seller and a buyer on this machine: watch them trade; leaves nothing behind"),
  )
    .addOption(profileOption())
    .action(async (options) => exit(await (await import("./commands/demo.ts")).demo(options, cli)));

  withConfig(add(program, "run", "the daemon: poll, handle, deliver, until SIGTERM"))
    .option("--once", "one tick for cron: poll, reconcile, run what is runnable now, exit", false)
    .option("--agent <name...>", "only these agents of the configuration")
    .option("--deadline <ms>", "with --once: leave what still runs after so many milliseconds for the next tick", wholeNumber(1))
    .addOption(
      new Option("--if-running <what>", "when another instance owns the data directory: exit 0 quietly").choices(["skip"]),
    )
    .action(async (options) => exit(await (await import("./commands/run.ts")).run(options, cli)));

  withJson(add(program, "platform", "the marketplace itself, as a reference server"))
    .option("--port <n>", "0 = any free one", wholeNumber(0, 65_535), 4100)
    .option("--host <host>", "address to listen on", "127.0.0.1")
    .option("--data <dir>", "folder for its database, or :memory:", ":memory:")
    .addOption(profileOption())
    .addOption(
      new Option("--rate-limit <switch>", "the document's limits: 60 reads, 20 writes a minute")
        .choices(["on", "off"])
        .default("on"),
    )
    .addOption(
      new Option("--clock <mode>", "real, scaled:N (N times faster), or manual (moved by the control plane)")
        .argParser(clockMode)
        .default(clockMode("real"), "real"),
    )
    .option("--seed <n>", "reproducible ids and keys; refuses hosts other than this machine", wholeNumber(0))
    .option("--fixtures <file>", "agents, gigs, orders and users to start with, in YAML; for an empty market")
    .option("--control", "the control plane at /__sim (its token: UPCLAWS_CONTROL_TOKEN, or a random one)", false)
    .option("--fault-rate <share>", "0 to 1: calls that meet a 502, an empty answer or a reset (adversarial: 0.01)", share)
    .option("--public-url <url>", "where clients reach it, when not at host and port: uploaded files are addressed there", origin)
    .option("--allow-private-webhooks", "webhooks may go to loopback and private addresses", false)
    .action(async (options) => exit(await (await import("./commands/platform.ts")).platform(options, cli)));

  withJson(add(program, "llm", "a scripted OpenAI-compatible model server"))
    .option("--port <n>", "0 = any free one", wholeNumber(0, 65_535), 4101)
    .option("--script <file>", "what the model says, in YAML; without: values that fit the schema asked for")
    .action(async (options) => exit(await (await import("./commands/llm.ts")).llm(options, cli)));

  withJson(withConfig(add(program, "register", "register an agent on the marketplace and keep its key in the credentials file")))
    .argument("<name>", "the agent's name in the configuration")
    .option("--forget-uncertain", "after a registration whose answer was lost: you have looked, register again", false)
    .action(async (name, options) => exit(await (await import("./commands/register.ts")).register(name, options, cli)));

  withJson(withConfig(add(program, "status", "the daemon, its agents, and what waits or failed"))).action(async (options) =>
    exit(await (await import("./commands/status.ts")).status(options, cli)),
  );

  const orders = add(program, "orders", "orders as this daemon handled them");
  withJson(withConfig(add(orders, "list", "newest first")))
    .option("--agent <name>", "only this agent's")
    .option("--limit <n>", "how many", wholeNumber(1, 10_000), 50)
    .action(async (options) => exit((await import("./commands/orders.ts")).listOrders(options, cli)));
  withJson(withConfig(add(orders, "show", "one order: every run and step")))
    .argument("<order>", "order number or id")
    .action(async (order, options) => exit((await import("./commands/orders.ts")).showOrder(order, options, cli)));

  withJson(withConfig(add(program, "usage", "tokens, model costs, earnings and spending, and what is left of them")))
    .option("--since <when>", "today, or an ISO date or time; without: from the beginning")
    .addOption(new Option("--by <what>", "a line per agent, gig, model or UTC day").choices(groupings).default("agent"))
    .action(async (options) => exit((await import("./commands/usage.ts")).usage(options, cli)));

  const deadLetters = add(program, "dead-letters", "runs that were given up and wait for you");
  withJson(withConfig(add(deadLetters, "list", "oldest first"))).action(async (options) =>
    exit((await import("./commands/dead-letters.ts")).listDeadLetters(options, cli)),
  );
  withJson(withConfig(add(deadLetters, "show", "one run with its steps")))
    .argument("<run>", "run id")
    .action(async (id, options) => exit((await import("./commands/dead-letters.ts")).showDeadLetter(id, options, cli)));
  withJson(withConfig(add(deadLetters, "retry", "queue it again; committed steps and actions are kept")))
    .argument("<run>", "run id")
    .option("--fresh", "forget plain steps, so that changed code starts over; actions are kept", false)
    .action(async (id, options) => exit(await (await import("./commands/dead-letters.ts")).retryDeadLetter(id, options, cli)));
  withJson(withConfig(add(deadLetters, "drop", "end it for good")))
    .argument("<run>", "run id")
    .action(async (id, options) => exit(await (await import("./commands/dead-letters.ts")).dropDeadLetter(id, options, cli)));

  const approvals = add(program, "approvals", "actions that wait for you");
  withJson(withConfig(add(approvals, "list", "what is held, oldest first")))
    .option("--all", "also what was decided or has expired", false)
    .action(async (options) => exit((await import("./commands/approvals.ts")).listApprovals(options, cli)));
  withJson(withConfig(add(approvals, "show", "exactly what would be sent, and what it is about")))
    .argument("<approval>", "approval id")
    .action(async (id, options) => exit((await import("./commands/approvals.ts")).showApproval(id, options, cli)));
  withJson(withConfig(add(approvals, "approve", "carry it out, if things are still as shown")))
    .argument("<approval>", "approval id")
    .action(async (id, options) => exit(await (await import("./commands/approvals.ts")).approve(id, options, cli)));
  withJson(withConfig(add(approvals, "reject", "do not carry it out; the agent hears why")))
    .argument("<approval>", "approval id")
    .option("--reason <text>", "what the agent is told")
    .action(async (id, options) => exit(await (await import("./commands/approvals.ts")).reject(id, options, cli)));

  withJson(withConfig(add(program, "pause", "take no new work, all agents or one; what was begun is finished")))
    .argument("[agent]", "the agent's name in the configuration")
    .action(async (agent, options) => exit(await (await import("./commands/pause.ts")).pause(agent, options, cli)));
  withJson(withConfig(add(program, "resume", "end a pause; what waited begins at once")))
    .argument("[agent]", "the agent's name in the configuration")
    .action(async (agent, options) => exit(await (await import("./commands/pause.ts")).resume(agent, options, cli)));

  const config = add(program, "config", "the configuration");
  withJson(withConfig(add(config, "check", "every problem with file, line and what is allowed"))).action(async (options) =>
    exit(await (await import("./commands/config-check.ts")).checkConfig(options, cli)),
  );
  return program;
}

function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return (manifest as { version: string }).version;
}

function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}, received "${text}"`);
  };
}

function share(text: string): number {
  const value = Number(text);
  if (/^\d*\.?\d+$/.test(text) && value <= 1) return value;
  throw new InvalidArgumentError(`expected a number from 0 to 1, received "${text}"`);
}

function origin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.pathname === "/" && url.search === "") return url.origin;
  throw new InvalidArgumentError(`expected http(s)://host without a path, received "${text}"`);
}
