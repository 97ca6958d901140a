import type { SimulationRecord } from "../record.ts";
import type { Setting } from "./setting.ts";

/** A run that was played to its end. */
export interface PlayedRun {
  /** What was changed in the scenario's text for it; empty for the scenario as it is. */
  readonly set: Setting;
  readonly record: SimulationRecord;
}
