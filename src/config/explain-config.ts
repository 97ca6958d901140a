import { readFileSync } from "node:fs";
import type { Config } from "./config.ts";
import { type Environment, interpolate } from "./environment.ts";
import { type KeyPath, pathText } from "./problem.ts";
import { ValueDisplay } from "./secret.ts";
import { YamlSource } from "./yaml-source.ts";

/** One value of the configuration as it holds, and who said so. */
export interface ExplainedValue {
  /** `agents[0].budget.usdPerDay`. */
  readonly path: string;
  /** As JSON; `[secret]` for a secret. */
  readonly shown: string;
  /** `default`, `upclaws.config.yaml:12`, or that with the environment variables that filled it in. */
  readonly origin: string;
}

/** Every value of a configuration that was loaded from `config.file`, in the order of the schema. No secret is shown. */
export function explainConfig(config: Config, env: Environment): readonly ExplainedValue[] {
  const source = new YamlSource(config.file, readFileSync(config.file, "utf8"));
  const { references, values } = interpolate(source.document, env);
  const strict = new ValueDisplay(values);
  const plain = new ValueDisplay([]);
  const { file: _, agents, ...shared } = config;
  const entries = agents.map((entry) => (entry.ok ? entry.agent : { name: entry.name, broken: entry.problems.length }));

  return leaves({ ...shared, agents: entries }).map(({ path, value }) => {
    const variables = references.get(JSON.stringify(path));
    // Settings and notices are free text: what a variable put there may be a secret.
    const display = isFreeText(path) ? strict : plain;
    return { path: pathText(path), shown: display.show(path, value), origin: originOf(source, path, variables) };
  });
}

function originOf(source: YamlSource, path: KeyPath, variables: readonly string[] | undefined): string {
  if (!isWritten(source, path)) return "default";
  const place = `line ${source.position(path).line}`;
  return variables ? `${place}, from ${variables.map((name) => `$${name}`).join(", ")}` : place;
}

/** Spelled out in the file, and not filled in by the schema. */
function isWritten(source: YamlSource, path: KeyPath): boolean {
  return source.document.hasIn(path);
}

function isFreeText(path: KeyPath): boolean {
  return path[0] === "notify" || (path[0] === "agents" && path[2] === "with");
}

interface Leaf {
  readonly path: KeyPath;
  readonly value: unknown;
}

function leaves(value: unknown, path: KeyPath = []): Leaf[] {
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== "object")) return [{ path, value: value.join(", ") }];
    return value.flatMap((item, index) => leaves(item, [...path, index]));
  }
  if (typeof value !== "object" || value === null) return value === undefined ? [] : [{ path, value }];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}
