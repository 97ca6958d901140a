import { type Command, Option } from "commander";
import { profiles } from "../platform/service/profiles/table.ts";
import type { CliContext } from "./cli-context.ts";

/** What a declaration needs to make its verb work. */
export interface VerbTools {
  readonly cli: CliContext;
  /** Takes the exit code of what the verb did. */
  readonly exit: (code: number) => void;
}

/** Adds one verb, or a group of them, to the program. The work is in commands/, loaded only when the verb is called. */
export type Verb = (program: Command, tools: VerbTools) => void;

const examples = new WeakMap<Command, readonly string[]>();

/** A group of verbs has no examples of its own; each verb has at least one, whose command lines begin behind `upclaws`. */
export function addVerb(parent: Command, name: string, description: string, lines: readonly string[] = []): Command {
  const command = parent.command(name).description(description).exitOverride();
  examples.set(command, lines);
  return lines.length === 0 ? command : command.addHelpText("after", ["\nExamples:", ...lines.map(shown)].join("\n"));
}

export function examplesOf(command: Command): readonly string[] {
  return examples.get(command) ?? [];
}

const shown = (line: string) => `  upclaws ${line}`;

export function withConfig(command: Command): Command {
  return command.option("-c, --config <file>", "configuration file", "upclaws.config.yaml");
}

export function withJson(command: Command): Command {
  return command.option("--json", "one JSON document, or one object a line, on stdout", false);
}

export function profileOption(): Option {
  return new Option("--profile <name>", "which reading of the API document the marketplace follows")
    .choices(Object.keys(profiles))
    .default("default");
}
