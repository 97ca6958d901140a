import type { Run } from "./run.ts";

/** Which runs may begin now. A run that may not keeps its place in its lane until `Engine.readmit`; nothing is written for it. */
export interface Admission {
  /** False = every run of this agent may begin: the cheap answer, asked before each run. */
  restricted(agent: string): boolean;
  /** Asked for a restricted agent's runs. */
  admits(run: Run): boolean;
}

export const admitAll: Admission = { restricted: () => false, admits: () => true };
