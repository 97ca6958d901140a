import type { Engine } from "../engine/engine.ts";
import type { Run, StateWrite } from "../engine/run.ts";

const scope = "#excused";

/**
 * Executions of a run that an outage ended, or the handler's own wish to wait: `Run.attempts` counts them, but they must not bring a run any
 * nearer to the dead letters.
 */
export function excusedExecutions(engine: Engine, run: Run): number {
  return run.attempts > 1 ? Number(engine.readState(`${scope}/${run.id}`).get("count") ?? 0) : 0;
}

export async function excuseExecution(engine: Engine, run: Run): Promise<void> {
  await engine.writeState([{ scope: `${scope}/${run.id}`, key: "count", value: excusedExecutions(engine, run) + 1 }]);
}

/** To be committed when the run ends: if it is revived, it counts from the beginning. */
export function forgetExcuses(run: Run): readonly StateWrite[] {
  return run.attempts > 1 ? [{ scope: `${scope}/${run.id}`, key: "count", value: undefined }] : [];
}
