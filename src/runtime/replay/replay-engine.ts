import { EventHub } from "../../base/event-hub.ts";
import { silentLogger } from "../../base/logger.ts";
import type { Engine, EngineEventMap } from "../../engine/engine.ts";
import { stepRecordOf } from "../../engine/step-table.ts";
import { runtimeError } from "../errors.ts";
import type { RecordedRun } from "./recorded-run.ts";

/** An engine that knows one recorded run and what its handler knew, and changes nothing. */
export function replayEngine({ run, steps, messages, approval, state }: RecordedRun): Engine {
  const refuse = () => Promise.reject(offline("changes the data directory"));
  const runs = [...messages, run];
  const approvals = approval ? [approval] : [];
  return {
    openedAtMs: run.createdAtMs,
    submit: refuse,
    dismiss: refuse,
    retry: refuse,
    drop: refuse,
    prune: refuse,
    idle: refuse,
    stop: refuse,
    start: () => {
      throw offline("executes other runs");
    },
    readmit: () => {},
    // How often an outage excused the run: of no account here.
    writeState: async () => {},
    readState: (scope) => (scope.startsWith("#") ? new Map() : state),
    get: (id) => runs.find((one) => one.id === id),
    list: ({ kind } = {}) => runs.filter((one) => kind === undefined || one.kind === kind),
    steps: (id) => (id === run.id ? steps.map((row) => stepRecordOf(row, id)) : []),
    texts: () => new Map(),
    stats: () => {
      throw offline("counts runs");
    },
    // Rounds were counted when the event was taken up, and recorded with it.
    countActions: () => 0,
    // Only reconciles ask.
    isClaimed: () => false,
    spent: () => 0,
    approvals: {
      get: (id) => approvals.find((one) => one.id === id),
      list: () => approvals,
      change: refuse,
    },
    events: new EventHub<EngineEventMap>(silentLogger),
  };
}

export function offline(what: string) {
  return runtimeError("replay_offline", `A replay knows only what was recorded; this ${what}`);
}
