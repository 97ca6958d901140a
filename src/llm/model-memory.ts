import type { Clock } from "../base/clock.ts";
import { CoolDowns } from "./cool-downs.ts";
import { OutputLadder } from "./output-ladder.ts";
import { PromptEstimate } from "./prompt-estimate.ts";

/** What a process has learned of the models of one endpoint. Share one among all workers of the endpoint; nothing in it outlives the process. */
export interface ModelMemory {
  readonly coolDowns: CoolDowns;
  readonly ladder: OutputLadder;
  readonly estimate: PromptEstimate;
}

export function createModelMemory(clock: Clock): ModelMemory {
  return { coolDowns: new CoolDowns(clock), ladder: new OutputLadder(), estimate: new PromptEstimate() };
}
