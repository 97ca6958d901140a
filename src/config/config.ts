import type { z } from "zod";
import type { AgentConfig } from "./agent-schema.ts";
import type { SharedConfig } from "./config-schema.ts";
import type { Problem } from "./problem.ts";

/** An agent that can run, or one that cannot: it is reported and left out while the others run. */
export type AgentEntry = SoundAgent | BrokenAgent;

export interface SoundAgent {
  readonly ok: true;
  /** `use` is an absolute path or a package name. */
  readonly agent: AgentConfig;
  /** Where the entry stands: `agents[0]`. */
  readonly path: string;
  /** What the agent's own settings schema minded about `with`, as problems with a place in the file. */
  settingsProblems(error: z.ZodError): readonly Problem[];
}

export interface BrokenAgent {
  readonly ok: false;
  /** Its name as far as the entry tells one. */
  readonly name: string;
  readonly problems: readonly Problem[];
}

/** A validated configuration, every default filled in. `dataDir` is absolute. */
export interface Config extends SharedConfig {
  /** Absolute. */
  readonly file: string;
  /** In the order of the file. */
  readonly agents: readonly AgentEntry[];
}
