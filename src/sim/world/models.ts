import type { Clock } from "../../base/clock.ts";
import type { Random } from "../../base/random.ts";
import type { VirtualClock } from "../../base/virtual-clock.ts";
import { builtInScript } from "../../llm/scripted/built-in-script.ts";
import { createScriptedModel } from "../../llm/scripted/scripted-model.ts";
import type { WorkerSetup } from "../../runtime/worker-setup.ts";
import { type Distribution, sample } from "../scenario/distribution.ts";

/** What agents think with: an endpoint, what it calls its models, and what they cost. */
export type Models = Pick<WorkerSetup, "model" | "models" | "prices">;

/** Answers by the built-in script, after so many milliseconds of virtual time. */
export function scriptedModels(clock: Clock, delayMs: Distribution, random: Random): Models {
  const scripted = createScriptedModel({ clock, recordCalls: false, script: builtInScript() });
  return {
    model: {
      complete: async (request, signal, onText) => {
        const waitMs = sample(delayMs, random);
        if (waitMs > 0) await clock.sleep(waitMs, signal);
        return await scripted.complete(request, signal, onText);
      },
    },
    models: ["gpt-5-mini"],
    prices: { "gpt-5-mini": { inputUsdPerMTok: 0.25, outputUsdPerMTok: 2 } },
  };
}

/** An endpoint of the real world: its answers take no virtual time, however long they take. */
export function realModels(models: Models, clock: VirtualClock): Models {
  return { ...models, model: { complete: (...call) => clock.abroad(models.model.complete(...call)) } };
}
