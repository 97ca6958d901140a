import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { isUpclawsError, messageOf, type UpclawsError } from "../base/errors.ts";
import type { CliContext } from "./cli-context.ts";
import { cliError } from "./errors.ts";
import { exitCodeOf, exitCodes } from "./exit-code.ts";
import { fileSystemFailure } from "./file-system-failure.ts";
import { verbs } from "./verbs/table.ts";

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
    const failure = stopped(thrown, cli) ?? fileSystemFailure(thrown) ?? thrown;
    report(failure, argv.includes("--json"), cli);
    return exitCodeOf(failure);
  }
}

/** What a command rejected with because it was asked to end; undefined for anything else. */
function stopped(thrown: unknown, { stop }: CliContext): UpclawsError | undefined {
  return stop.aborted && thrown === stop.reason
    ? cliError("stopped", `Ended by ${messageOf(thrown)}, without a result`)
    : undefined;
}

function report(thrown: unknown, json: boolean, { terminal, env }: CliContext): void {
  const code = isUpclawsError(thrown) ? thrown.code : "internal";
  if (json)
    terminal.json({ event: "error", code, message: messageOf(thrown), details: isUpclawsError(thrown) ? thrown.details : {} });
  terminal.tell(`${terminal.colors.red("error")} ${code}: ${messageOf(thrown)}`);
  const stack = thrown instanceof Error && (env.DEBUG !== undefined || !isUpclawsError(thrown)) ? thrown.stack : undefined;
  if (stack) terminal.tell(terminal.colors.dim(stack));
}

/** Every verb with its options, from verbs/. */
export function createProgram(cli: CliContext, exit: (code: number) => void): Command {
  const program = new Command("upclaws")
    .description("The runtime for agents that earn their living on the UpClaws marketplace.")
    .version(packageVersion())
    .configureOutput({
      writeOut: (text) => cli.terminal.print(text.trimEnd()),
      writeErr: (text) => cli.terminal.tell(text.trimEnd()),
    })
    .showHelpAfterError("(add --help for the options)")
    .exitOverride();
  for (const verb of verbs) verb(program, { cli, exit });
  return program;
}

function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return (manifest as { version: string }).version;
}
