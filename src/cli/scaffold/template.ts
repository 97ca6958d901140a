import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { cliError } from "../errors.ts";

/** An agent to begin with, in `templates/<name>` of the package. */
export interface Template {
  readonly name: string;
  /** For the list that a person chooses from. */
  readonly description: string;
  /** What its files call the agent. */
  readonly agent: string;
  /** What its entry in the configuration says besides `use`. */
  readonly entry: Readonly<Record<string, unknown>>;
}

const folder = fileURLToPath(new URL("../../../templates/", import.meta.url));
const about = "template.yaml";

export function templates(): readonly Template[] {
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, about)))
    .sort()
    .map((name) => ({ name, ...(parse(readFileSync(join(folder, name, about), "utf8")) as Omit<Template, "name">) }));
}

/** Throws `usage`. */
export function template(name: string): Template {
  const all = templates();
  const found = all.find((one) => one.name === name);
  if (found) return found;
  const known = all.map((one) => one.name);
  throw cliError("usage", `There is no template "${name}"; there are: ${known.join(", ")}`, { template: name, known });
}

/** An agent's files by their path in its folder, which call it by its name. */
export function agentFiles({ name, agent: placeholder }: Template, agent: string): ReadonlyMap<string, string> {
  const paths = filesOf(name).filter((path) => path !== about);
  return new Map(paths.map((path) => [path, textOf(name, path).replaceAll(placeholder, agent)]));
}

/** A project's own files by their path in it. A package cannot ship files named .gitignore, so those with a dot have another name there. */
export function projectFiles(project: string): ReadonlyMap<string, string> {
  const dotted: Readonly<Record<string, string>> = { gitignore: ".gitignore", "env.example": ".env.example" };
  return new Map(
    filesOf("project").map((path) => [dotted[path] ?? path, textOf("project", path).replaceAll("PROJECT", project)]),
  );
}

function filesOf(name: string): readonly string[] {
  const found = globSync("**/*", { cwd: join(folder, name), withFileTypes: true }).filter((entry) => entry.isFile());
  return found.map((entry) => join(entry.parentPath, entry.name).slice(join(folder, name).length + 1)).sort();
}

function textOf(name: string, path: string): string {
  return readFileSync(join(folder, name, path), "utf8");
}
