import type { Model } from "../llm/model.ts";
import type { ModelPrices } from "../llm/prices.ts";

/** What models an agent's workers use, and what they may cost. US dollars. */
export interface WorkerSetup {
  readonly model: Model;
  /** First = default. */
  readonly models: readonly [string, ...string[]];
  readonly prices: ModelPrices;
  readonly budget: { readonly usdPerOrder?: number | undefined; readonly usdPerDay?: number | undefined };
}
