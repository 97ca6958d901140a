import { z } from "zod";
import type { Clock } from "../../base/clock.ts";
import { errorCode, messageOf } from "../../base/errors.ts";
import type { Random } from "../../base/random.ts";
import type { Config } from "../../config/config.ts";
import type { Model } from "../../llm/model.ts";
import { createModelMemory } from "../../llm/model-memory.ts";
import type { RunStep } from "../../llm/run-step.ts";
import { createWorker } from "../../llm/worker.ts";
import { duration } from "../readable-figures.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";

/** Nothing is resumed and nothing is budgeted here: a piece of work is just done. */
const unrecorded: RunStep = (_name, perform) => perform(new AbortController().signal);

interface Tools {
  readonly model: Model;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
}

/** Every configured model: reached, and how it takes a schema. Costs one short call a model. */
export async function examineModels(llm: NonNullable<Config["llm"]>, tools: Tools): Promise<readonly Finding[]> {
  return await Promise.all(llm.models.map((name) => examine(name, llm, tools)));
}

async function examine(name: string, llm: NonNullable<Config["llm"]>, tools: Tools): Promise<Finding> {
  const { model, clock, random, signal } = tools;
  const about = `model ${name}`;
  if (!(name in llm.prices)) {
    const line = `llm.prices: { ${name}: { inputUsdPerMTok: …, outputUsdPerMTok: … } }`;
    return fail(about, "has no price, and a cost that is not known cannot be limited", `add to the configuration: ${line}`);
  }
  const memory = createModelMemory(clock);
  const { prices } = llm;
  const worker = createWorker({ model, models: [name], prices, step: unrecorded, limits: [], clock, random, memory });
  const startedAtMs = clock.now();
  try {
    const output = z.object({ ready: z.boolean() });
    const task = { instructions: "Answer as the schema asks.", input: "Are you ready?", output, maxOutputTokens: 1_024, signal };
    const { costUsd } = await worker.run(task);
    const [rung] = memory.ladder.rungs(name);
    const told = `${llm.baseUrl} answers in ${duration(clock.now() - startedAtMs)} for $${costUsd.toFixed(6)}`;
    if (rung === "json_schema") return ok(about, `${told}; takes a schema`);
    return warn(about, `${told}; does not take a schema, only ${rung}`, "nothing to do: answers are checked and asked for again");
  } catch (error) {
    const refused = errorCode(error) === "model_rejected";
    const remedy = refused ? "check llm.apiKey and the model's name" : "check llm.baseUrl and the network";
    return fail(about, `${llm.baseUrl}: ${messageOf(error)}`, remedy);
  }
}
