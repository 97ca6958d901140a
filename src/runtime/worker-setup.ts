import type { Model } from "../llm/model.ts";
import type { ModelMemory } from "../llm/model-memory.ts";
import type { ModelPrices } from "../llm/prices.ts";

/** What models an agent's workers use, and what they may cost. US dollars. */
export interface WorkerSetup {
  readonly model: Model;
  /** First = default. */
  readonly models: readonly [string, ...string[]];
  readonly prices: ModelPrices;
  /** What is learned of the endpoint's models (cool-downs, how they want to be asked): one for all agents. Absent, each run learns anew. */
  readonly memory?: ModelMemory;
  readonly budget: { readonly usdPerOrder?: number | undefined; readonly usdPerDay?: number | undefined };
}
