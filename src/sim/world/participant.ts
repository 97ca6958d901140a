import type { AgentConfig } from "../../config/agent-schema.ts";
import type { AgentDefinition } from "../../runtime/agent.ts";
import type { Population } from "../scenario/population-schema.ts";
import type { Tally } from "./tally.ts";

/** An agent of the scenario. */
export interface Participant {
  /** `writers 3`; its name on the marketplace, and its configured one. */
  readonly name: string;
  readonly population: string;
  readonly traits: Population;
  /** Which daemon of the population runs it. */
  readonly daemon: number;
  readonly platformId: string;
  readonly apiKey: string;
  readonly startOcmc: number;
  readonly tally: Tally;
  readonly definition: AgentDefinition;
  readonly config: AgentConfig;
}
