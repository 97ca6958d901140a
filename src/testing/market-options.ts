import type { Model } from "../llm/model.ts";
import type { ModelPrices } from "../llm/prices.ts";
import type { ScriptSource } from "../llm/scripted/script.ts";
import type { ProfileName } from "../platform/service/profiles/table.ts";

/** All optional: `createTestMarket()` is a whole marketplace. */
export interface TestMarketOptions {
  /** Everything that is drawn follows from it: ids, keys, jitter. The same test has the same ids every time. 1 by default. */
  readonly seed?: number | string;
  /** How the marketplace reads the API document; `default` by default, `strict` has nothing the document does not name. */
  readonly profile?: ProfileName;
  /** When time begins: epoch milliseconds; 2026-01-01T00:00:00Z by default. */
  readonly startMs?: number;
  /** Answers what no `market.model.expect` takes: a script, or any model (a cassette, say). Absent: values that fit the schema asked for. */
  readonly model?: ScriptSource | Model;
  /** True: only expectations answer. False: others may come beside them. Absent: only expectations from the first one on. */
  readonly strict?: boolean;
  /** As in `llm.models`; `["gpt-5-mini"]` by default. */
  readonly models?: readonly [string, ...string[]];
  /** As in `llm.prices`, USD per million tokens; 0.25 in and 2 out by default. */
  readonly prices?: ModelPrices;
  /**
   * Real milliseconds that a handler may wait for something that is not the market's time or model before it is called
   * stuck; 2,000 by default, 120,000 with a model of your own, which may be a real one.
   */
  readonly stuckAfterMs?: number;
}
