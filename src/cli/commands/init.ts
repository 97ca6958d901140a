import { existsSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { makeFolder } from "../../base/make-folder.ts";
import type { CliContext } from "../cli-context.ts";
import { exitCodes } from "../exit-code.ts";
import { isInteractive } from "../interactive.ts";
import { addAgent } from "../scaffold/add-agent.ts";
import { checkName, nameProblem } from "../scaffold/agent-name.ts";
import { projectManifest } from "../scaffold/manifest.ts";
import { projectFiles, template } from "../scaffold/template.ts";
import { writeNew } from "../scaffold/write-new.ts";

export interface InitOptions {
  /** With an agent from that template at once. */
  readonly template?: string;
  /** Its name; the template's when absent. */
  readonly agent?: string;
  readonly json: boolean;
}

/** `upclaws init [DIR]`: a project for agents. Overwrites nothing; a package.json that is there gets what it lacks. */
export async function init(dir: string, options: InitOptions, { terminal }: CliContext): Promise<number> {
  const folder = resolve(dir);
  const asks = isInteractive(terminal) && !options.json && options.template === undefined && options.agent === undefined;
  const questions = asks ? await import("../scaffold/ask.ts") : undefined;
  const wanted = options.template ?? (await questions?.askTemplate()) ?? (options.agent === undefined ? undefined : "seller-llm");
  const agent = options.agent ?? (wanted && ((await questions?.askName(wanted)) ?? wanted));
  if (wanted !== undefined) template(wanted);
  if (agent !== undefined) checkName(agent);

  const project = nameProblem(basename(folder)) === undefined ? basename(folder) : "my-agents";
  const manifest = projectManifest(folder, project);
  const hadManifest = existsSync(join(folder, "package.json"));
  makeFolder(folder, 0o777);
  const files = projectFiles(project);
  writeNew(folder, files);
  writeFileSync(join(folder, "package.json"), manifest);
  const config = join(folder, "upclaws.config.yaml");
  const agentsFiles = agent && wanted ? addAgent({ name: agent, template: wanted, config }) : [];

  const written = [join(folder, "package.json"), ...[...files.keys()].map((path) => join(folder, path)), ...agentsFiles];
  if (options.json) terminal.json({ event: "created", folder, agent: agent ?? null, files: written });
  else {
    const { bold, dim } = terminal.colors;
    terminal.print(`${bold(project)} in ${folder}:`);
    for (const file of written) {
      const note = file.endsWith("package.json") && hadManifest ? " (added what was missing)" : "";
      terminal.print(dim(`  ${file.slice(folder.length + 1)}${note}`));
    }
    const steps = [...(dir === "." ? [] : [`cd ${dir}`]), "npm install"];
    if (!agent) steps.push("npx upclaws new shop --template seller-llm");
    steps.push("npx upclaws dev");
    terminal.print(`Next:\n${steps.map((step) => `  ${step}`).join("\n")}`);
  }
  return exitCodes.done;
}
