import type { z } from "zod";
import { pathText, valueAt } from "../../base/checked-yaml.ts";
import { parseLocatedYaml } from "../../base/located-yaml.ts";
import { llmError } from "../errors.ts";
import { type Script, type ScriptSource, scriptSchema } from "./script.ts";

/** Validates a script written as an object. Throws `script_invalid` naming every faulty key. */
export function defineScript(source: ScriptSource): Script {
  const parsed = scriptSchema.safeParse(source);
  if (parsed.success) return parsed.data;
  throw invalid(
    "script",
    parsed.error.issues.map((issue) => describe(issue, source)),
  );
}

/** Reads a script in YAML. `file` is only for messages. Throws `script_invalid` whose message has one `file:line:column` line per fault. */
export function parseScript(text: string, file: string): Script {
  const yaml = parseLocatedYaml(text, file);
  if (yaml.faults.length > 0) throw invalid(file, yaml.faults);
  const source = yaml.value ?? {};
  const parsed = scriptSchema.safeParse(source);
  if (parsed.success) return parsed.data;
  throw invalid(
    file,
    parsed.error.issues.map((issue) => `${yaml.at(placeOf(issue))} ${describe(issue, source)}`),
  );
}

function invalid(file: string, problems: readonly string[]) {
  return llmError("script_invalid", `The script is not valid:\n${problems.join("\n")}`, { file, problems });
}

/** An unknown key is reported where it stands, not where its object begins. */
function placeOf(issue: z.core.$ZodIssue): readonly PropertyKey[] {
  return issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0] ?? ""] : issue.path;
}

function describe(issue: z.core.$ZodIssue, source: unknown): string {
  const value = valueAt(source, issue.path);
  const scalar = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return `${pathText(placeOf(issue)) || "script"}: ${issue.message}${scalar ? ` (received ${JSON.stringify(value)})` : ""}`;
}
