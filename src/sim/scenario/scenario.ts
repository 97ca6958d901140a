import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { z } from "zod";
import { messageOf, type UpclawsError } from "../../base/errors.ts";
import { parseLocatedYaml } from "../../base/located-yaml.ts";
import { simError } from "../errors.ts";
import { type ScenarioContents, scenarioSchema } from "./scenario-schema.ts";

/** A checked scenario. */
export interface Scenario extends ScenarioContents {
  /** The text it came from. */
  readonly source: string;
  /** Paths in it are relative to this folder. */
  readonly folder: string;
}

/** Rejects what it cannot read with `scenario_invalid`, one `file:line:column` line per fault. */
export function loadScenario(file: string): Scenario {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw invalid(file, [`${file}: ${messageOf(cause)}`]);
  }
  return parseScenario(text, file);
}

/** `file` is for messages and for the paths in the text. Throws `scenario_invalid`. */
export function parseScenario(text: string, file: string): Scenario {
  const yaml = parseLocatedYaml(text, file);
  if (yaml.faults.length > 0) throw invalid(file, yaml.faults);
  const parsed = scenarioSchema.safeParse(yaml.value ?? {});
  if (parsed.success) return { ...parsed.data, source: text, folder: dirname(resolve(file)) };
  const faults = parsed.error.issues.flatMap(innermost).flatMap((issue) => {
    return places(issue).map((path) => `${yaml.at(path)} ${sentence(path, issue, yaml.value)}`);
  });
  throw invalid(file, [...new Set(faults)]);
}

function invalid(file: string, problems: readonly string[]): UpclawsError {
  return simError("scenario_invalid", `The scenario is not valid:\n${problems.join("\n")}`, { file, problems });
}

/** Of the alternatives of a union, what is wrong with the one that was meant: the one whose keys are given. */
function innermost(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union") return [issue];
  const meant = issue.errors.find((errors) => errors.length > 0 && errors.every(isInside));
  if (!meant) return [issue];
  return meant.flatMap((inner) => innermost({ ...inner, path: [...issue.path, ...inner.path] }));
}

function isInside(issue: z.core.$ZodIssue): boolean {
  return issue.path.length > 0 && issue.code !== "unrecognized_keys" && !issue.message.endsWith("received undefined");
}

/** An unknown key is reported where it stands, not where its object begins. */
function places(issue: z.core.$ZodIssue): readonly PropertyKey[][] {
  return issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
}

function sentence(path: readonly PropertyKey[], issue: z.core.$ZodIssue, value: unknown): string {
  const found = path.reduce<unknown>(
    (inner, part) => (typeof inner === "object" && inner !== null ? (inner as Record<PropertyKey, unknown>)[part] : undefined),
    value,
  );
  const isScalar = ["string", "number", "boolean"].includes(typeof found);
  const message = issue.code === "unrecognized_keys" ? "nobody knows this key" : issue.message;
  return `${path.map(String).join(".") || "file"}: ${message}${isScalar ? ` (received ${JSON.stringify(found)})` : ""}`;
}
