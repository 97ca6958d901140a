import { explainConfig } from "../../config/explain-config.ts";
import { configJsonSchema } from "../../config/json-schema.ts";
import type { CliContext } from "../cli-context.ts";
import { readConfig } from "../data-view.ts";
import { exitCodes } from "../exit-code.ts";

/** `upclaws config show`: the configuration in force, every default filled in, secrets masked. */
export function showConfig(options: { readonly config: string; readonly json: boolean }, cli: CliContext): number {
  const { terminal } = cli;
  const config = readConfig(options, cli);
  const values = explainConfig(config, cli.env);
  if (options.json) {
    terminal.json({ file: config.file, values: values.map(({ path, shown, origin }) => ({ path, value: shown, origin })) });
    return exitCodes.done;
  }
  const { dim } = terminal.colors;
  terminal.tell(config.file);
  for (const { path, shown, origin } of values) terminal.print(`${path}: ${shown}  ${dim(`# ${origin}`)}`);
  return exitCodes.done;
}

/** `upclaws config schema`: JSON Schema for editors and other tools. */
export function printConfigSchema({ terminal }: CliContext): number {
  terminal.print(JSON.stringify(configJsonSchema(), undefined, 2));
  return exitCodes.done;
}
