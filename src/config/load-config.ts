import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { z } from "zod";
import type { UpclawsError } from "../base/errors.ts";
import { type AgentConfig, agentSchema } from "./agent-schema.ts";
import type { AgentEntry, Config } from "./config.ts";
import { rootSchema } from "./config-schema.ts";
import { type Environment, type Interpolation, interpolate, type MissingVariable, referenceForm } from "./environment.ts";
import { readEnvironmentScalars } from "./environment-values.ts";
import { configError } from "./errors.ts";
import { configJsonSchema } from "./json-schema.ts";
import { byPosition, type KeyPath, type Problem, pathText, problemText } from "./problem.ts";
import { ValueDisplay } from "./secret.ts";
import { YamlSource } from "./yaml-source.ts";
import { type ProblemContext, problemsOf } from "./zod-problems.ts";

export interface LoadConfigOptions {
  readonly file: string;
  /** What `${env:NAME}` reads. */
  readonly env: Environment;
}

/**
 * Reads and judges a configuration file (DESIGN section 6). Problems inside an entry of `agents` break that entry; any other makes it throw
 * `config_invalid`, whose `problems` list everything that is wrong, the entries' included.
 */
export function loadConfig(options: LoadConfigOptions): Config {
  const { file, env } = options;
  const source = new YamlSource(file, readText(file));
  const syntax = source.syntaxProblems();
  if (syntax.some(({ fatal }) => fatal))
    throw invalid(
      file,
      syntax.map(({ problem }) => problem),
    );

  const interpolation = interpolate(source.document, env);
  const read = source.value();
  if ("problem" in read) throw invalid(file, [read.problem]);
  const display = new ValueDisplay(interpolation.values);
  const context: ProblemContext = { source, display, jsonSchema: configJsonSchema(), at: [], value: read.value };

  const missing = interpolation.missing.map((variable) => missingProblem(source, variable));
  const problems = [...syntax.map(({ problem }) => problem), ...missing];
  // A reference that stays in the text also offends the schema; one problem a place is enough.
  const reported = new Set(missing.map(({ path }) => path));
  const judge = <S extends z.ZodType>(schema: S, at: KeyPath, value: unknown): z.output<S> | undefined => {
    const parsed = parseWithEnvironment(schema, value, at, interpolation);
    if (parsed.success) return parsed.data;
    problems.push(...problemsOf(parsed.error, { ...context, at, value }).filter(({ path }) => !reported.has(path)));
    return undefined;
  };

  const root = judge(rootSchema, [], read.value);
  const agents = rawAgents(read.value);
  const judged = agents.map((value, index) => judge(agentSchema, ["agents", index], value));
  problems.push(...repeatedNames(judged, context));
  if (root === undefined || problems.some(({ path }) => entryIndex(path) === undefined)) throw invalid(file, problems);

  const folder = dirname(resolve(file));
  return {
    ...root,
    file: resolve(file),
    dataDir: resolve(folder, root.dataDir),
    agents: judged.map((agent, index) => {
      const own = problems.filter(({ path }) => entryIndex(path) === index).sort(byPosition);
      return agentEntry(agent, own, folder, { ...context, at: ["agents", index], value: agents[index] });
    }),
  };
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (thrown) {
    const cause = (thrown as NodeJS.ErrnoException).code ?? "unreadable";
    const allowed = "a readable file; `upclaws init` writes one";
    throw invalid(file, [{ file, line: 1, column: 1, path: "$", received: cause, allowed, message: "the file cannot be read" }]);
  }
}

function parseWithEnvironment<S extends z.ZodType>(schema: S, value: unknown, at: KeyPath, interpolation: Interpolation) {
  const parsed = schema.safeParse(value);
  const fromEnvironment = (path: readonly PropertyKey[]) => interpolation.references.has(JSON.stringify([...at, ...path]));
  const reread = !parsed.success && readEnvironmentScalars(parsed.error, value, fromEnvironment);
  return reread ? schema.safeParse(value) : parsed;
}

function missingProblem(source: YamlSource, variable: MissingVariable): Problem {
  const { path, name, reference } = variable;
  const told =
    name === undefined
      ? { received: "a malformed reference", allowed: referenceForm, message: "not a variable's name" }
      : { received: reference, allowed: `set ${name}`, message: `the environment variable ${name} is not set` };
  return { file: source.file, ...source.position(path), path: pathText(path), ...told };
}

function rawAgents(value: unknown): readonly unknown[] {
  const agents = typeof value === "object" && value !== null ? (value as { agents?: unknown }).agents : undefined;
  return Array.isArray(agents) ? agents : [];
}

/** Run ids and credentials are kept under the name, so it must be one agent's. */
function repeatedNames(agents: readonly (AgentConfig | undefined)[], context: ProblemContext): Problem[] {
  return agents.flatMap((agent, index) => {
    const first = agents.findIndex((other) => other?.name !== undefined && other.name === agent?.name);
    if (first < 0 || first === index) return [];
    const path = ["agents", index, "name"];
    const { source, display } = context;
    const allowed = "a name of its own";
    const message = `agents[${first}] has this name already`;
    return [
      {
        file: source.file,
        ...source.position(path),
        path: pathText(path),
        received: display.show(path, agent?.name),
        allowed,
        message,
      },
    ];
  });
}

function entryIndex(path: string): number | undefined {
  const match = /^agents\[(\d+)\]/.exec(path);
  return match ? Number(match[1]) : undefined;
}

function agentEntry(
  agent: AgentConfig | undefined,
  problems: readonly Problem[],
  folder: string,
  context: ProblemContext,
): AgentEntry {
  const path = pathText(context.at);
  if (agent === undefined || problems.length > 0) return { ok: false, name: nameOf(context.value) ?? path, problems };
  const use = /^\.{0,2}\//.test(agent.use) || agent.use === "." ? resolve(folder, agent.use) : agent.use;
  const settings = { ...context, at: [...context.at, "with"], value: agent.with };
  return { ok: true, agent: { ...agent, use }, path, settingsProblems: (error) => problemsOf(error, settings) };
}

function nameOf(entry: unknown): string | undefined {
  const { name, use } = (typeof entry === "object" && entry !== null ? entry : {}) as { name?: unknown; use?: unknown };
  return [name, use].find((text): text is string => typeof text === "string" && text !== "");
}

function invalid(file: string, found: readonly Problem[]): UpclawsError {
  const problems = [...found].sort(byPosition);
  const lines = problems.map((problem) => `\n  ${problemText(problem)}`).join("");
  return configError("config_invalid", `${file}: ${problems.length} problem${problems.length === 1 ? "" : "s"}${lines}`, {
    file,
    problems,
  });
}
