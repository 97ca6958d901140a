import { basename, resolve } from "node:path";
import { simError } from "../errors.ts";
import { type Population, populationSchema } from "./population-schema.ts";
import { type Scenario, usedFrom } from "./scenario.ts";

export interface Joining {
  /** Folders with agent.ts, as given on the command line. */
  readonly agents: readonly string[];
  /** Other scenarios, of which only the populations count. */
  readonly against: readonly Scenario[];
}

/** A scenario with more people in it. Throws `scenario_invalid` when two populations have one name. */
export function joinScenario(scenario: Scenario, { agents, against }: Joining): Scenario {
  const populations: Record<string, Population> = { ...scenario.populations };
  const add = (name: string, population: Population) => {
    if (Object.hasOwn(populations, name)) {
      throw simError("scenario_invalid", `There are two populations named ${name}; rename one`, { population: name });
    }
    populations[name] = population;
  };
  for (const other of against) {
    for (const [name, population] of Object.entries(other.populations)) add(name, homed(population, other));
  }
  for (const folder of agents) {
    const use = resolve(folder);
    add(basename(use), populationSchema.parse({ kind: "agent", use, balance: 1_000 }));
  }
  return { ...scenario, populations };
}

/** The same, wherever it is told. */
function homed(population: Population, { folder }: Scenario): Population {
  return population.kind === "agent" ? { ...population, use: usedFrom(folder, population.use) } : population;
}
