import type { Outcome, Run, RunStatus } from "./run.ts";

/** How a run's row stands after an execution. */
export interface RunEnd {
  readonly status: RunStatus;
  readonly availableAtMs: number;
  readonly holdsLane: boolean;
  readonly reason: string | null;
  readonly code: string | null;
}

export function runEndOf(run: Run, outcome: Outcome): RunEnd {
  const { availableAtMs } = run;
  switch (outcome.kind) {
    case "done":
      return { status: "done", availableAtMs, holdsLane: false, reason: null, code: null };
    case "retry":
      return {
        status: "queued",
        availableAtMs: Math.ceil(outcome.atMs),
        holdsLane: true,
        reason: outcome.reason,
        code: outcome.code,
      };
    case "dead":
      return { status: "dead", availableAtMs, holdsLane: false, reason: outcome.reason, code: outcome.code };
    default:
      return { status: outcome.kind, availableAtMs, holdsLane: false, reason: outcome.reason, code: null };
  }
}
