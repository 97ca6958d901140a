import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { ScriptSource } from "../../src/llm/scripted/script.ts";
import { defineTool } from "../../src/llm/tool.ts";
import { failureOf } from "./support/endpoint.ts";
import { httpWorker } from "./support/http-worker.ts";

const task = { instructions: "Search.", input: "Find it.", maxSteps: 50 };

function search(answer: (query: string) => unknown = (query) => `about ${query}`) {
  const asked: string[] = [];
  const tool = defineTool({
    name: "search",
    description: "Searches",
    input: z.object({ query: z.string(), page: z.int().default(1) }),
    execute: async ({ query }) => {
      asked.push(query);
      return answer(query);
    },
  });
  return { asked, tools: [tool] };
}

const calling = (args: string): ScriptSource => ({ default: { toolCalls: [{ name: "search", arguments: args }] } });

describe("the loop guard", () => {
  test("ends the work at the third call with the same arguments, before it is carried out", async () => {
    const { tools, asked } = search();
    const { execute, server } = await httpWorker(calling('{"query": "tides"}'));
    expect(await failureOf(execute().run({ ...task, tools }))).toMatchObject({
      code: "worker_loop_detected",
      retryable: false,
      details: { name: "worker", reason: "repeated_call", tool: "search", count: 3 },
    });
    expect([asked.length, server.callCount]).toEqual([2, 3]);
  });

  test("knows the same arguments in another order and spacing", async () => {
    const { tools, asked } = search();
    const { execute } = await httpWorker({
      rules: [{ when: { call: 2 }, reply: { toolCalls: [{ name: "search", arguments: '{ "page":2,"query":"tides" }' }] } }],
      ...calling('{"query": "tides", "page": 2}'),
    });
    expect((await failureOf(execute().run({ ...task, tools }))).details.reason).toBe("repeated_call");
    expect(asked).toHaveLength(2);
  });

  test("finds loops of several calls, and calls side by side", async () => {
    const { tools } = search();
    const two = ["tides", "moon"].map((query) => ({ name: "search", arguments: { query } }));
    const { execute, server } = await httpWorker({ default: { toolCalls: [...two, ...two] } });
    expect((await failureOf(execute().run({ ...task, tools }))).details.reason).toBe("repeated_call");
    expect(server.callCount).toBe(2);
  });

  test.each<[string, string, (query: string) => unknown]>([
    ["the same result again and again", '{"query": "{{call}}"}', () => "nothing found"],
    ["nothing but errors", '{"query": "{{call}}"}', () => Promise.reject(new Error("down"))],
    ["arguments that are refused", '{"page": "{{call}}"}', () => "never"],
  ])("ends the work after four rounds of %s", async (_what, args, answer) => {
    const { tools } = search(answer);
    const { execute, server } = await httpWorker(calling(args));
    const { code, details } = await failureOf(execute().run({ ...task, tools }));
    expect([code, details.reason, details.rounds]).toEqual(["worker_loop_detected", "no_progress", 4]);
    expect(server.callCount).toBeLessThanOrEqual(5);
  });

  test("lets a model work on that learns something new each time", async () => {
    const { tools, asked } = search();
    const { execute } = await httpWorker({
      rules: [{ when: { call: 12 }, reply: { text: "Found." } }],
      ...calling('{"query": "{{call}}"}'),
    });
    expect((await execute().run({ ...task, tools })).output).toBe("Found.");
    expect(asked).toHaveLength(11);
  });

  test.each<[string, unknown, boolean]>([
    ["only acknowledges", "saved", false],
    ["returns nothing", undefined, false],
    ["makes steps of its own", "The section was saved to the draft.", true],
  ])("lets a model work on with a tool that %s, as long as the arguments differ", async (_what, value, ownSteps) => {
    const [tool] = search(() => value).tools;
    const { execute } = await httpWorker({
      rules: [{ when: { call: 9 }, reply: { text: "Done." } }],
      ...calling('{"query": "{{call}}"}'),
    });
    expect((await execute().run({ ...task, tools: [{ ...tool!, ownSteps }] })).output).toBe("Done.");
  });

  test("can be set and switched off", async () => {
    const { tools, asked } = search();
    const { execute, another } = await httpWorker(calling('{"query": "tides"}'));
    await failureOf(execute().run({ ...task, tools, loopGuard: { repeats: 6, roundsWithoutProgress: 9 } }));
    expect(asked).toHaveLength(5);
    const off = failureOf(another().run({ ...task, tools, maxSteps: 20, loopGuard: false }));
    expect((await off).code).toBe("worker_steps_exhausted");
  });
});
