import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadScenario } from "./scenario.ts";

// Beside src in the repository and beside dist in the package: the same way up from here.
const folder = new URL("../../../templates/scenarios/", import.meta.url);

export interface ShippedScenario {
  readonly name: string;
  readonly description: string;
}

/** The scenarios that come with the package, by name. */
export function shippedScenarios(): readonly ShippedScenario[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".yaml"));
  return files.sort().map((file) => {
    const { description } = loadScenario(fileURLToPath(new URL(file, folder)));
    return { name: file.replace(/\.yaml$/, ""), description };
  });
}

/** The file that is meant: of this path, or of the shipped scenario with this name. A path that does not exist is for its reader to refuse. */
export function scenarioFile(nameOrFile: string): string {
  if (existsSync(nameOrFile) || !/^[a-z][a-z-]*$/.test(nameOrFile)) return nameOrFile;
  const shipped = fileURLToPath(new URL(`${nameOrFile}.yaml`, folder));
  return existsSync(shipped) ? shipped : nameOrFile;
}
