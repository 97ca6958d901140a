import { expect, test } from "vitest";
import { z } from "zod";
import type { ScriptSource } from "../../src/llm/scripted/script.ts";
import { defineTool, type WorkerTool } from "../../src/llm/tool.ts";
import { createWorker } from "../../src/llm/worker.ts";
import { failureOf, scriptedEndpoint } from "./support/endpoint.ts";
import { emptyMemory, memoStep } from "./support/memo-step.ts";

const prices = { m: { inputUsdPerMTok: 1, outputUsdPerMTok: 1 } };
const task = { instructions: "Use tools.", input: "How high is the tide?" };

async function setUp(script: ScriptSource) {
  const { model, server } = await scriptedEndpoint(script);
  const memory = emptyMemory();
  const execute = () => createWorker({ model, models: ["m"], prices, step: memoStep(memory), limits: [] });
  return { server, memory, execute };
}

function tideTable(more: { readonly ownSteps?: boolean } = {}) {
  const asked: string[] = [];
  const tool = defineTool({
    name: "tide",
    description: "Looks up the tide",
    input: z.object({ place: z.string().min(2) }),
    execute: async ({ place }) => {
      asked.push(place);
      return { place, metres: 3 };
    },
    ...more,
  });
  return { asked, tool };
}

const askFor = (args: string | Record<string, string>, name = "tide") => ({ toolCalls: [{ name, arguments: args }] });
const afterTool = { when: { last: "tool" as const }, reply: { text: "Three metres." } };

test("a tool's result goes back to the model, and the model's text is the output", async () => {
  const { tool, asked } = tideTable();
  const { execute, memory, server } = await setUp({
    rules: [afterTool, { when: { any: "metres", last: "user" }, reply: { text: "?" } }],
    default: askFor({ place: "Brest" }),
  });
  expect((await execute().run({ ...task, tools: [tool] })).output).toBe("Three metres.");
  expect(asked).toEqual(["Brest"]);
  expect(memory.performed.map((step) => step.name)).toEqual(["model:worker", "tool:worker:tide", "model:worker"]);
  expect(server.callCount).toBe(2);
});

test("a replay calls neither the model nor the tool", async () => {
  const { tool, asked } = tideTable();
  const { execute, server } = await setUp({ rules: [afterTool], default: askFor({ place: "Brest" }) });
  const first = await execute().run({ ...task, tools: [tool] });
  expect(await execute().run({ ...task, tools: [tool] })).toEqual(first);
  expect(asked).toHaveLength(1);
  expect(server.callCount).toBe(2);
});

test("a tool with steps of its own is called again on replay and makes no step of the worker", async () => {
  const { tool, asked } = tideTable({ ownSteps: true });
  const { execute, memory } = await setUp({ rules: [afterTool], default: askFor({ place: "Brest" }) });
  await execute().run({ ...task, tools: [tool] });
  await execute().run({ ...task, tools: [tool] });
  expect(asked).toHaveLength(2);
  expect(memory.performed.map((step) => step.name)).toEqual(["model:worker", "model:worker"]);
});

test.each([
  ["arguments that the schema refuses", askFor({ place: "x" }), />=2 characters/],
  ["arguments that are not JSON", askFor("{place:"), /not JSON/],
  ["a tool that does not exist", askFor({}, "moon"), /no tool "moon"\. Tools: tide/],
])("%s go back to the model as an error, and the tool is not called", async (_what, first, problem) => {
  const { tool, asked } = tideTable();
  const { execute } = await setUp({
    rules: [{ when: { any: problem.toString(), last: "tool" }, reply: { text: "I see." } }],
    default: first,
  });
  expect((await execute().run({ ...task, tools: [tool] })).output).toBe("I see.");
  expect(asked).toEqual([]);
});

test("several calls in one reply are carried out in order, each as a step", async () => {
  const { tool, asked } = tideTable();
  const two = ["Brest", "Dover"].map((place) => ({ name: "tide", arguments: { place } }));
  const { execute, memory } = await setUp({ rules: [afterTool], default: { text: "Let me look.", toolCalls: two } });
  await execute().run({ ...task, tools: [tool] });
  expect(asked).toEqual(["Brest", "Dover"]);
  expect([...memory.values.keys()]).toEqual(["model:worker 1", "tool:worker:tide 1", "tool:worker:tide 2", "model:worker 2"]);
});

test("tools and an output schema work together", async () => {
  const { tool } = tideTable();
  const { execute } = await setUp({
    rules: [{ when: { last: "tool" }, reply: { generate: { metres: 3 } } }],
    default: askFor({ place: "Brest" }),
  });
  const { output } = await execute().run({ ...task, tools: [tool], output: z.object({ metres: z.number() }) });
  expect(output.metres).toBe(3);
});

test("a model that asks for tools for ever is stopped after maxSteps", async () => {
  const { tool, asked } = tideTable();
  const { execute, server } = await setUp({ default: askFor({ place: "Brest" }) });
  expect(await failureOf(execute().run({ ...task, tools: [tool], maxSteps: 3 }))).toMatchObject({
    code: "worker_steps_exhausted",
    retryable: false,
  });
  expect(asked).toHaveLength(3);
  expect(server.callCount).toBe(4);
});

test("an error thrown by a tool ends the worker", async () => {
  const broken: WorkerTool = { ...tideTable().tool, execute: () => Promise.reject(new Error("harbour closed")) };
  const { execute } = await setUp({ default: askFor({ place: "Brest" }) });
  expect((await failureOf(execute().run({ ...task, tools: [broken] }))).message).toBe("harbour closed");
});
