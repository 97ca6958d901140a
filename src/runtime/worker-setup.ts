import type { Model } from "../llm/model.ts";
import type { ModelMemory } from "../llm/model-memory.ts";
import type { ModelPrices } from "../llm/prices.ts";
import type { WorkerDefaults } from "../llm/worker-limits.ts";
import type { ModelBudget } from "./model-budget.ts";

/** What models an agent's workers use, and what they may cost. */
export interface WorkerSetup {
  readonly model: Model;
  /** First = default. */
  readonly models: readonly [string, ...string[]];
  readonly prices: ModelPrices;
  /** What is learned of the endpoint's models (cool-downs, how they want to be asked): one for all agents. Absent, each run learns anew. */
  readonly memory?: ModelMemory;
  readonly budget: ModelBudget;
  /** Of each piece of work that sets none itself. */
  readonly defaults?: WorkerDefaults;
}
