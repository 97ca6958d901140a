import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { checkName } from "./agent-name.ts";
import { withAgent } from "./config-entry.ts";
import { agentFiles, template } from "./template.ts";
import { writeNew } from "./write-new.ts";

export interface NewAgent {
  readonly name: string;
  readonly template: string;
  /** The configuration file; `agents/` is beside it. */
  readonly config: string;
}

/** The agent's folder with the template's files, and its entry in the configuration. Answers what was written. On any error nothing was. */
export function addAgent({ name, template: wanted, config }: NewAgent): readonly string[] {
  checkName(name);
  const chosen = template(wanted);
  const changed = withAgent(config, `./agents/${name}`, chosen.entry);
  const folder = join(dirname(config), "agents", name);
  const files = agentFiles(chosen, name);
  writeNew(folder, files);
  writeFileSync(config, changed);
  return [...files.keys()].map((path) => join(folder, path));
}
