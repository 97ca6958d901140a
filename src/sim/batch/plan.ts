import { errorCode, messageOf } from "../../base/errors.ts";
import { simError } from "../errors.ts";
import { joinScenario } from "../scenario/join.ts";
import { loadScenario, parseScenario, type Scenario } from "../scenario/scenario.ts";
import { applySetting, combine, type Setting, type Sweep, settingText } from "./setting.ts";

/** A run that is to be played. */
export interface PlannedRun {
  readonly set: Setting;
  /** The scenario's text with the setting in it, and its file, for messages and relative paths. */
  readonly source: string;
  readonly file: string;
  readonly seed: number;
  /** Folders of agents that take part besides, and scenarios whose populations do. */
  readonly agents: readonly string[];
  readonly against: readonly string[];
}

export interface PlanOptions {
  readonly source: string;
  readonly file: string;
  /** Absent: the scenario's own. */
  readonly seeds?: readonly number[];
  readonly sweeps: readonly Sweep[];
  readonly agents?: readonly string[];
  readonly against?: readonly string[];
}

const runsAtMost = 10_000;

/** Every setting with every seed, settings first; all checked, so that nothing is played when one is wrong. Throws `scenario_invalid`, `setting_invalid`. */
export function planRuns({ source, file, seeds, sweeps, agents = [], against = [] }: PlanOptions): readonly PlannedRun[] {
  const settings = combine(sweeps);
  const count = settings.length * (seeds?.length ?? 1);
  if (count > runsAtMost) {
    throw simError("setting_invalid", `${count} runs are asked for; ${runsAtMost} are the most`, { received: count });
  }
  return settings.flatMap((set) => {
    const changed = applySetting(source, set);
    const { seed: own } = checked({ set, source: changed, file, agents, against });
    return (seeds ?? [own]).map((seed) => ({ set, source: changed, file, seed, agents, against }));
  });
}

/** The scenario with everything that takes part. Throws `scenario_invalid`. */
export function scenarioOf({ source, file, agents, against }: Omit<PlannedRun, "seed">): Scenario {
  return joinScenario(parseScenario(source, file), { agents, against: against.map((other) => loadScenario(other)) });
}

function checked(run: Omit<PlannedRun, "seed">): Scenario {
  const { file, set } = run;
  try {
    return scenarioOf(run);
  } catch (error) {
    // The lines are those of the changed text: what was changed is the first thing to look at.
    if (Object.keys(set).length === 0 || errorCode(error) !== "scenario_invalid") throw error;
    throw simError("scenario_invalid", `with ${settingText(set)}: ${messageOf(error)}`, { file, set });
  }
}
