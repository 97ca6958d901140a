import { expect, test } from "vitest";
import { z } from "zod";
import { defineTool } from "../../src/llm/tool.ts";
import { httpWorker } from "./support/http-worker.ts";

const look = defineTool({ name: "look", description: "Looks", input: z.object({}), execute: async () => "a tide table" });
const task = { instructions: "Work.", input: "Tides", tools: [look], output: z.object({ metres: z.number() }) };
const script = {
  rules: [
    { when: { call: 1 }, reply: { toolCalls: [{ name: "look", arguments: {} }] } },
    { when: { call: 2 }, reply: { json: { metres: "three" } } },
  ],
  default: { json: { metres: 3 } },
};

test("a listener hears what is done, in order, and nothing of a replay", async () => {
  const { execute, events } = await httpWorker(script);
  await execute().run(task);
  expect(events.map((event) => event.type)).toEqual([
    "model.asked",
    "model.answered",
    "tool.called",
    "tool.answered",
    "model.asked",
    "model.answered",
    "output.invalid",
    "model.asked",
    "model.answered",
  ]);
  expect(events[1]).toEqual({
    worker: "worker",
    type: "model.answered",
    model: "m",
    usage: { inputTokens: expect.any(Number), outputTokens: expect.any(Number) },
    costUsd: expect.any(Number),
  });
  const heard = events.length;
  await execute().run(task);
  expect(events.slice(heard).filter((event) => event.type !== "output.invalid")).toEqual([]);
});

test("a listener that throws changes nothing", async () => {
  const broken = () => {
    throw new Error("the display is broken");
  };
  const { execute } = await httpWorker(script, { onEvent: broken, onText: broken });
  expect((await execute().run(task)).output).toEqual({ metres: 3 });
});

test("with a text listener replies are streamed and told in pieces", async () => {
  const pieces: string[] = [];
  const { execute } = await httpWorker(
    { default: { text: "One word after the other." } },
    { onText: (piece) => pieces.push(piece) },
  );
  const { output } = await execute().run({ instructions: "Write.", input: "x" });
  expect(pieces.join("")).toBe(output);
  expect(pieces.length).toBeGreaterThan(3);
});

test("a failure that another model takes over is told", async () => {
  const { execute, events } = await httpWorker(
    { rules: [{ when: { model: "a" }, reply: { error: { status: 503 } } }], default: { text: "ok" } },
    { models: ["a", "b"] },
  );
  await execute().run({ instructions: "Write.", input: "x" });
  expect(events[1]).toEqual({ worker: "worker", type: "model.failed", model: "a", code: "model_overloaded", movesOn: true });
});
