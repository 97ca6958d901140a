import { expect, test } from "vitest";
import { UpclawsError } from "../../src/base/errors.ts";
import type { Model } from "../../src/llm/model.ts";
import { createModelMemory } from "../../src/llm/model-memory.ts";
import { defineScript } from "../../src/llm/scripted/parse-script.ts";
import { createScriptedModel } from "../../src/llm/scripted/scripted-model.ts";
import { loadTokenCounter } from "../../src/llm/tokens.ts";
import { EngineWorld, newRun } from "../support/engine-world.ts";
import { executeWith } from "./support/engine-worker.ts";

const task = { instructions: "Write.", input: "About tides" };
const prices = { m: { inputUsdPerMTok: 1, outputUsdPerMTok: 1 } };

/** A run whose second model call fails with `status`, until the account is mended. */
async function deadRun(status: number) {
  await loadTokenCounter();
  const world = EngineWorld.open();
  const good = createScriptedModel({ clock: world.clock });
  const error = { when: {}, reply: { error: { status } } };
  const bad = createScriptedModel({ clock: world.clock, script: defineScript({ rules: [error] }) });
  const state = { mended: false };
  const model: Model = {
    complete: (request, signal) =>
      (request.messages[1]!.content === "first" || state.mended ? good : bad).complete(request, signal),
  };
  const options = { model, models: ["m"] as const, prices, limits: [], memory: createModelMemory(world.clock) };
  world.start(
    executeWith(world, options, async (worker) => {
      await worker.run({ ...task, input: "first" });
      await worker.run({ ...task, name: "needed" });
    }),
  );
  await world.engine.submit([newRun("a")]);
  await world.finish();
  return { world, state, good };
}

test.each([
  [401, "model_rejected"],
  [402, "model_quota_exhausted"],
])("a plain retry of a run that died of a %i asks the model again, and pays for nothing twice", async (status, code) => {
  const { world, state, good } = await deadRun(status);
  expect(world.engine.get("a")).toMatchObject({ status: "dead", code });
  expect(good.callCount).toBe(1);
  state.mended = true;
  await world.engine.retry("a");
  await world.finish();
  expect(world.engine.get("a")).toMatchObject({ status: "done" });
  expect(good.calls.map((call) => call.request.messages[1]!.content)).toEqual(["first", task.input]);
  expect(world.engine.steps("a").map((step) => step.status)).toEqual(["done", "done"]);
});

test("a retry by the engine itself replays a failure that the handler caught, so that it takes the same way again", async () => {
  await loadTokenCounter();
  const world = EngineWorld.open();
  const script = defineScript({ default: { error: { status: 401 } } });
  const model = createScriptedModel({ clock: world.clock, script });
  const caught: unknown[] = [];
  const options = { model, models: ["m"] as const, prices, limits: [] };
  world.start(
    executeWith(world, options, async (worker, run) => {
      await worker.run(task).catch((failure: unknown) => caught.push(failure));
      if (run.attempts === 1) throw new UpclawsError("later", "Later", { retryable: true });
    }),
  );
  await world.engine.submit([newRun("a")]);
  await world.finish();
  expect(caught).toMatchObject([{ code: "model_rejected" }, { code: "model_rejected" }]);
  expect(model.callCount).toBe(1);
});
