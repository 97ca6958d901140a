import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { checkYaml } from "../../base/checked-yaml.ts";
import { messageOf, type UpclawsError } from "../../base/errors.ts";
import { simError } from "../errors.ts";
import { type ScenarioContents, scenarioSchema } from "./scenario-schema.ts";

/** A checked scenario. */
export interface Scenario extends ScenarioContents {
  /** The text it came from. */
  readonly source: string;
  /** Paths in it are relative to this folder. */
  readonly folder: string;
}

/** A folder of agent code, absolute; the name of a package as it is. */
export function usedFrom(folder: string, use: string): string {
  return /^\.{1,2}(?:[\\/]|$)/.test(use) ? resolve(folder, use) : use;
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
  const checked = checkYaml(text, file, scenarioSchema);
  if (!checked.ok) throw invalid(file, checked.faults);
  return { ...checked.value, source: text, folder: dirname(resolve(file)) };
}

function invalid(file: string, problems: readonly string[]): UpclawsError {
  return simError("scenario_invalid", `The scenario is not valid:\n${problems.join("\n")}`, { file, problems });
}
