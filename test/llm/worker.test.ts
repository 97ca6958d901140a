import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { seededRandom } from "../../src/base/random.ts";
import { RealClock } from "../../src/base/real-clock.ts";
import { VirtualClock } from "../../src/base/virtual-clock.ts";
import type { Journal } from "../../src/engine/journal.ts";
import type { CostLimit, RunStep } from "../../src/llm/run-step.ts";
import { defineScript } from "../../src/llm/scripted/parse-script.ts";
import type { ScriptSource } from "../../src/llm/scripted/script.ts";
import { createScriptedModel } from "../../src/llm/scripted/scripted-model.ts";
import { untrustedNotice } from "../../src/llm/untrusted.ts";
import { createWorker, type WorkerOptions } from "../../src/llm/worker.ts";
import { failureOf, scriptedEndpoint } from "./support/endpoint.ts";
import { emptyMemory, memoStep } from "./support/memo-step.ts";

const prices = { "gpt-5-mini": { inputUsdPerMTok: 0.25, outputUsdPerMTok: 2 } };
const limits: readonly CostLimit[] = [{ name: "budget.usdPerDay", scope: { agent: "writer" }, sinceMs: 0, maximum: 1e9 }];
const article = z.object({ article: z.string().min(20) });
const good = { json: { article: "An article that is long enough." } };

function setUp(script: ScriptSource, memory = emptyMemory(), more: Partial<WorkerOptions> = {}) {
  const clock = new VirtualClock();
  const model = createScriptedModel({ clock, script: defineScript(script) });
  const options = { model, models: ["gpt-5-mini"], prices, limits, clock, random: seededRandom(1), ...more } as const;
  /** A new execution of the same run. */
  const execute = () => createWorker({ step: memoStep(memory), ...options });
  return { model, memory, execute, worker: execute() };
}

const task = { instructions: "Write.", input: "About tides" };

test("the engine's journal step can be handed in", () => {
  const step = undefined as unknown as Journal["step"];
  const accepted: RunStep = step;
  expect(accepted).toBeUndefined();
});

describe("output", () => {
  test("without a schema the output is the model's text, with usage, cost and model", async () => {
    const { worker } = setUp({ default: { text: "Tides rise.", usage: { inputTokens: 120, outputTokens: 10 } } });
    expect(await worker.run(task)).toEqual({
      output: "Tides rise.",
      text: "Tides rise.",
      usage: { inputTokens: 120, outputTokens: 10 },
      costUsd: 0.00005,
      model: "gpt-5-mini",
    });
  });

  test("with a schema it is what the schema parsed, defaults and transforms included", async () => {
    const { worker } = setUp({ default: { json: { title: " tides " } } });
    const schema = z.object({
      title: z.string().transform((text) => text.trim()),
      tone: z.enum(["plain", "lively"]).default("plain"),
    });
    const { output } = await worker.run({ ...task, output: schema });
    expect(output.title.length + output.tone.length).toBe(10);
    expect(output).toEqual({ title: "tides", tone: "plain" });
  });

  test("instructions and the notice on untrusted text are the system message, input the user message", async () => {
    const { worker, model } = setUp({});
    await worker.run({ ...task, output: article, maxOutputTokens: 500 });
    expect(model.calls[0]!.request).toMatchObject({
      model: "gpt-5-mini",
      messages: [
        { role: "system", content: `Write.\n\n${untrustedNotice}` },
        { role: "user", content: "About tides" },
      ],
      maxOutputTokens: 500,
      outputFormat: { type: "json_schema", name: "worker", schema: { type: "object", required: ["article"] } },
    });
  });

  test.each(["```json\n{}\n```", "Here you are:\n```\n{}\n```\nEnjoy."])("JSON in a code fence is taken: %j", async (pattern) => {
    const { worker, model } = setUp({ default: { text: pattern.replace("{}", JSON.stringify(good.json)) } });
    expect((await worker.run({ ...task, output: article })).output).toEqual(good.json);
    expect(model.calls).toHaveLength(1);
  });

  test("JSON whose text holds a code fence is not mistaken for a fenced one", async () => {
    const json = { article: "Run this:\n```\n{}\n```\nand look at it." };
    const { worker } = setUp({ default: { json } });
    expect((await worker.run({ ...task, output: article })).output).toEqual(json);
  });

  test("a schema that is not an object travels inside one", async () => {
    const { worker, model } = setUp({});
    const { output } = await worker.run({ ...task, output: z.array(z.int().min(1).max(3)).length(2) });
    expect(output).toEqual([3, 3]);
    expect(model.calls[0]!.request.outputFormat).toMatchObject({ schema: { type: "object", required: ["value"] } });
  });
});

describe("repair", () => {
  test("invalid output is asked for once more, quoting the validation error", async () => {
    const { worker, model } = setUp({ rules: [{ when: { call: 1 }, reply: { json: { article: "short" } } }], default: good });
    const { output, usage } = await worker.run({ ...task, output: article });
    expect(output).toEqual(good.json);
    const [first, second] = model.calls.map((call) => (call.answer?.kind === "reply" ? call.answer.reply : undefined));
    expect(usage.inputTokens).toBe(first!.usage!.inputTokens + second!.usage!.inputTokens);
    expect(model.calls[1]!.request.messages.slice(2)).toEqual([
      { role: "assistant", content: '{"article":"short"}' },
      { role: "user", content: expect.stringMatching(/>=20 characters[\s\S]*article/) },
    ]);
  });

  test.each([
    ["text that is not JSON", { text: "no idea" }],
    ["JSON cut at the token limit", { ...good, finishReason: "length" as const }],
    ["a tool call nobody offered", { toolCalls: [{ name: "f", arguments: {} }] }],
  ])("%s twice is worker_output_invalid, and not retryable", async (_what, reply) => {
    const { worker, model } = setUp({ default: reply });
    expect(await failureOf(worker.run({ ...task, output: article }))).toMatchObject({
      code: "worker_output_invalid",
      retryable: false,
    });
    expect(model.calls).toHaveLength(2);
  });

  test("empty text is invalid too", async () => {
    const { worker } = setUp({ default: { text: "  " } });
    expect(await failureOf(worker.run(task))).toMatchObject({ code: "worker_output_invalid" });
  });

  test.each([{ refusal: "I cannot help" }, { text: "", finishReason: "content_filter" as const }])(
    "a refusal %j is not repaired",
    async (reply) => {
      const { worker, model, memory } = setUp({ default: reply });
      expect(await failureOf(worker.run({ ...task, output: article }))).toMatchObject({
        code: "model_refused",
        retryable: false,
      });
      expect(model.calls).toHaveLength(1);
      expect(memory.performed).toHaveLength(1);
    },
  );
});

describe("steps", () => {
  test("a replay makes no model call and gives the same result", async () => {
    const { model, execute } = setUp({ rules: [{ when: { call: 1 }, reply: { text: "{}" } }], default: good });
    const first = await execute().run({ ...task, output: article, name: "draft" });
    expect(await execute().run({ ...task, output: article, name: "draft" })).toEqual(first);
    expect(model.calls).toHaveLength(2);
  });

  test("after a retryable failure the next execution pays only for what was not answered", async () => {
    const { model, execute } = setUp({
      rules: [
        { when: { call: 1 }, reply: { text: "{}" } },
        { when: { call: 2 }, reply: { error: { status: 503 } } },
      ],
      default: good,
    });
    expect(await failureOf(execute().run({ ...task, output: article }))).toMatchObject({
      code: "model_overloaded",
      retryable: true,
    });
    expect((await execute().run({ ...task, output: article })).output).toEqual(good.json);
    expect(model.calls).toHaveLength(3);
  });

  test("runs side by side have step names of their own", async () => {
    const { worker, memory } = setUp({ rules: [{ when: { call: 1 }, reply: { text: " " } }], default: { text: "fine" } });
    await Promise.all([worker.run({ ...task, name: "draft" }), worker.run({ ...task, name: "draft" }), worker.run(task)]);
    expect([...memory.values.keys()].sort()).toEqual(["model:draft 1", "model:draft 2", "model:draft#2 1", "model:worker 1"]);
  });

  test("the note tells worker, model and figures", async () => {
    const { worker, memory } = setUp({ default: { text: "x" } });
    await worker.run({ ...task, name: "draft", maxOutputTokens: 50 });
    expect(memory.performed[0]!.terms!.note).toEqual({
      worker: "draft",
      model: "gpt-5-mini",
      maxInputTokens: expect.any(Number),
      maxOutputTokens: 50,
    });
  });
});

describe("budget", () => {
  test("the maximum is at least the actual cost for honest usage, over HTTP, whatever the prompt", async () => {
    const { model } = await scriptedEndpoint();
    const memory = emptyMemory();
    const price = fc.record({
      inputUsdPerMTok: fc.double({ min: 0, max: 100, noNaN: true }),
      outputUsdPerMTok: fc.double({ min: 0, max: 100, noNaN: true }),
    });
    const seed = 20_260_101;
    const parameters = { numRuns: 60, seed, verbose: true };
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "grapheme", maxLength: 2_000 }),
        fc.integer({ min: 1, max: 300 }),
        price,
        async (text, maxOutputTokens, at) => {
          const worker = createWorker({
            model,
            models: ["m"],
            prices: { m: at },
            step: memoStep({ ...memory, values: new Map() }),
            limits,
            clock: new RealClock(),
            random: seededRandom(1),
          });
          const run = worker.run({ instructions: text, input: text, maxOutputTokens });
          const { costUsd } = await run.catch(() => ({ costUsd: 0 }));
          const { cost } = memory.performed.at(-1)!.terms!;
          expect(cost!.unit).toBe("usd_nano");
          expect(cost!.limits).toBe(limits);
          expect(Number.isSafeInteger(cost!.maximum)).toBe(true);
          expect(cost!.maximum).toBeGreaterThanOrEqual(cost!.actual(memory.performed.at(-1)!.value as never));
          expect(costUsd).toBeLessThanOrEqual(cost!.maximum / 1e9);
        },
      ),
      parameters,
    );
  });

  test("a reply without usage costs the maximum", async () => {
    const { worker, memory } = setUp({ default: { text: "x", usage: "none" } });
    const { costUsd } = await worker.run(task);
    const { cost } = memory.performed[0]!.terms!;
    expect(cost!.actual(memory.performed[0]!.value as never)).toBe(cost!.maximum);
    expect(costUsd).toBe(cost!.maximum / 1e9);
  });

  test("usage above the maximum is booked at the maximum, and shown as told", async () => {
    const { worker, memory } = setUp({ default: { text: "x", usage: { inputTokens: 9_000_000, outputTokens: 9_000_000 } } });
    const { usage } = await worker.run(task);
    const { cost } = memory.performed[0]!.terms!;
    expect(cost!.actual(memory.performed[0]!.value as never)).toBe(cost!.maximum);
    expect(usage.inputTokens).toBe(9_000_000);
  });

  test("usage below what was sent and received is booked at our own count", async () => {
    const usages = [{ inputTokens: 0, outputTokens: 0 }, undefined] as const;
    const costs = usages.map(async (usage) => {
      const { worker } = setUp({ default: { text: "Tides rise and fall.", ...(usage ? { usage } : {}) } });
      return (await worker.run(task)).costUsd;
    });
    const [lied, honest] = await Promise.all(costs);
    expect(lied).toBe(honest);
    expect(lied).toBeGreaterThan(0);
  });

  test.each([
    [429, 0],
    [400, 0],
    [500, undefined],
  ])("a call that failed with %i is booked at %s", async (status, booked) => {
    const { worker, memory } = setUp({ default: { error: { status } } });
    await failureOf(worker.run(task));
    expect(memory.failures).toEqual([booked]);
  });

  test("a model without a price is not called", async () => {
    const { worker, model } = setUp({}, emptyMemory(), { models: ["gpt-9"] });
    expect(await failureOf(worker.run(task))).toMatchObject({
      code: "model_price_unknown",
      details: { key: "llm.prices.gpt-9" },
    });
    expect(model.calls).toHaveLength(0);
  });

  test("when the step refuses the cost, the model is not called", async () => {
    const refusing: RunStep = () => Promise.reject(new Error("spend_limit_exceeded"));
    const { worker, model } = setUp({}, emptyMemory(), { step: refusing });
    expect((await failureOf(worker.run(task))).message).toBe("spend_limit_exceeded");
    expect(model.calls).toHaveLength(0);
  });
});
