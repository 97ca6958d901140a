import type { Admission } from "../engine/admission.ts";

/** The work of an agent that is not up waits in its place, without a try; the rest is for `others` to say. */
export function crewAdmission(up: ReadonlyMap<string, unknown>, others: Admission): Admission {
  return {
    restricted: (agent) => !up.has(agent) || others.restricted(agent),
    admits: (run) => up.has(run.agent) && (!others.restricted(run.agent) || others.admits(run)),
  };
}
