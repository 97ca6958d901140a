import { describe, expect, test } from "vitest";
import { z } from "zod";
import { OutputLadder } from "../../src/llm/output-ladder.ts";
import type { ScriptSource } from "../../src/llm/scripted/script.ts";
import { failureOf } from "./support/endpoint.ts";
import { httpWorker } from "./support/http-worker.ts";

const verdict = z.object({ stars: z.int().min(1).max(5) });
const task = { instructions: "Judge.", input: "A poem", output: verdict };
const asked = '"stars"';

/** Answers JSON only to a request whose system message shows the schema, or that asks for a format it knows. */
const obeysPrompt = { when: { system: asked }, reply: { json: { stars: 4 } } };

describe("an endpoint that", () => {
  test.each<[string, ScriptSource["endpoint"]]>([
    ["rejects json_schema", { rejects: ["json_schema"] }],
    ["rejects json_schema without saying why", { rejects: ["json_schema"], namesParam: false }],
    ["rejects json_schema and json_object", { rejects: ["json_schema", "json_object"] }],
    [
      "rejects both and knows only max_tokens",
      { rejects: ["json_schema", "json_object", "max_completion_tokens"], namesParam: false },
    ],
  ])("%s is asked in a way it takes, for one paid call each time, and remembered", async (_what, endpoint) => {
    const { another, server, journal, execute } = await httpWorker({
      endpoint,
      rules: [obeysPrompt],
      default: { text: "Nice poem." },
    });
    expect((await execute().run(task)).output).toEqual({ stars: 4 });
    expect((await another().run(task)).output).toEqual({ stars: 4 });
    expect(server.callCount).toBe(2);
    expect(journal.performed).toHaveLength(1);
  });

  test("accepts a schema and ignores it costs one repair round, once", async () => {
    const { another, server } = await httpWorker({
      endpoint: { ignores: ["json_schema", "json_object"] },
      rules: [obeysPrompt],
      default: { text: "Nice poem." },
    });
    expect((await another().run(task)).output).toEqual({ stars: 4 });
    expect(server.callCount).toBe(2);
    expect((await another().run(task)).output).toEqual({ stars: 4 });
    expect(server.callCount).toBe(3);
  });

  test("misfits a schema twice in a row is given up on that rung; a single slip is not", async () => {
    const slips = { when: { last: "user" as const, schema: true }, reply: { json: { stars: 9 } } };
    const { another, server } = await httpWorker({ rules: [slips, obeysPrompt] });
    for (const calls of [2, 4, 5]) {
      expect((await another().run(task)).output).toEqual({ stars: 4 });
      expect(server.callCount).toBe(calls);
    }
  });

  test.each<[string, ScriptSource]>([
    ["wraps JSON in fences", { default: { json: { stars: 4 }, fence: true } }],
    ["talks around JSON", { default: { text: 'I would say {"stars": 4}, all in all.' } }],
    ["tells no usage", { default: { json: { stars: 4 }, usage: "none" } }],
  ])("%s is understood at once", async (_what, script) => {
    const { execute, server } = await httpWorker(script);
    expect((await execute().run(task)).output).toEqual({ stars: 4 });
    expect(server.callCount).toBe(1);
  });

  test("sends no choices is a bad reply, booked at its maximum", async () => {
    const { execute, journal } = await httpWorker({ default: { json: { stars: 4 }, wire: { choices: "none" } } });
    expect(await failureOf(execute().run(task))).toMatchObject({ code: "model_bad_reply", retryable: true });
    expect(journal.failures).toEqual([undefined]);
  });

  test("cuts at the token limit is asked once more to be brief, on the same rung", async () => {
    const { execute, server, journal } = await httpWorker({
      rules: [{ when: { any: "cut off at the token limit" }, reply: { json: { stars: 4 } } }],
      default: { json: { stars: 4 }, finishReason: "length" },
    });
    expect((await execute().run(task)).output).toEqual({ stars: 4 });
    expect(server.callCount).toBe(2);
    expect(journal.performed.map((step) => (step.value as { rung: string }).rung)).toEqual(["json_schema", "json_schema"]);
  });

  test("refuses is not asked again", async () => {
    const { execute, server } = await httpWorker({ default: { refusal: "I will not judge." } });
    expect(await failureOf(execute().run(task))).toMatchObject({
      code: "model_refused",
      details: { refusal: "I will not judge." },
    });
    expect(server.callCount).toBe(1);
  });

  test("answers nothing that fits, on any rung, is asked twice and no more", async () => {
    const { execute, server } = await httpWorker({ default: { text: "No." } });
    expect(await failureOf(execute().run(task))).toMatchObject({ code: "worker_output_invalid", retryable: false });
    expect(server.callCount).toBe(2);
  });

  test("streams a damaged reply is asked again, for a whole one", async () => {
    const pieces: string[] = [];
    const { execute, server } = await httpWorker(
      { default: { json: { stars: 4 }, wire: { malformedChunk: 2 } } },
      { onText: (piece) => pieces.push(piece) },
    );
    expect((await execute().run(task)).output).toEqual({ stars: 4 });
    expect(server.callCount).toBe(2);
    expect(pieces.at(-1)).toBe('{"stars":4}');
  });
});

describe("the ladder", () => {
  test("tries every rung until one was answered, then that one alone", () => {
    const ladder = new OutputLadder();
    expect(ladder.rungs("m")).toEqual(["json_schema", "json_object", "text"]);
    ladder.accepted("m", "json_object", true);
    expect(ladder.rungs("m")).toEqual(["json_object"]);
    expect(ladder.rungs("m", "text")).toEqual(["text"]);
    expect(ladder.rungs("other")).toHaveLength(3);
  });

  test("is not moved by an answer on a lower rung that nobody was driven to", () => {
    const ladder = new OutputLadder();
    ladder.accepted("m", "json_schema", false);
    ladder.accepted("m", "text", false);
    expect(ladder.rungs("m")).toEqual(["json_schema"]);
  });
});
