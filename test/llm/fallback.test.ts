import nock from "nock";
import { describe, expect, onTestFinished, test } from "vitest";
import { VirtualClock } from "../../src/base/virtual-clock.ts";
import { createModelMemory } from "../../src/llm/model-memory.ts";
import { createOpenAiModel } from "../../src/llm/openai-model.ts";
import type { ScriptSource } from "../../src/llm/scripted/script.ts";
import { apiKey, failureOf, scriptedEndpoint } from "./support/endpoint.ts";
import { httpWorker } from "./support/http-worker.ts";
import { nockHere } from "./support/nock-here.ts";

const task = { instructions: "Write.", input: "About tides" };
const failing = (model: string, error: object, more: object = {}) => ({
  when: { model },
  reply: { error: { status: 503, ...error } },
  ...more,
});
const byName = { text: "by {{model}}" };

nockHere();

/** Models a, b and c over HTTP, on a clock that the test moves. */
async function setUp(rules: ScriptSource["rules"]) {
  const { baseUrl } = await scriptedEndpoint({ rules, default: byName });
  const clock = new VirtualClock();
  const model = createOpenAiModel({ baseUrl, apiKey, clock, timeoutMs: 10_000 });
  const asked: string[] = [];
  const counting: typeof model = {
    complete: (request, ...rest) => {
      asked.push(request.model);
      return model.complete(request, ...rest);
    },
  };
  const worker = await httpWorker({}, { model: counting, models: ["a", "b", "c"], clock, memory: createModelMemory(clock) });
  return { ...worker, clock, asked };
}

describe("the next model is asked at once", () => {
  test.each([
    ["a 429", { status: 429 }, 0],
    ["a 503", { status: 503 }, 0],
    ["a 500, which may have been billed", { status: 500 }, undefined],
    ["a 502 of a gateway, which may have been billed", { status: 502 }, undefined],
    ["a 408", { status: 408 }, 0],
    ["an account without credit", { status: 429, code: "insufficient_quota" }, 0],
  ])("after %s", async (_what, error, booked) => {
    const { execute, asked, journal } = await setUp([failing("a", error)]);
    const { output, model, costUsd } = await execute().run(task);
    expect([output, model, asked]).toEqual(["by b", "b", ["a", "b"]]);
    const costs = journal.performed.map((step) => step.terms!.cost!.actual(step.value as never));
    expect(costs[0]).toBe(booked === 0 ? 0 : journal.performed[0]!.terms!.cost!.maximum);
    expect(costUsd).toBeCloseTo((costs[0]! + costs[1]!) / 1e9, 12);
  });

  test("after a reply without choices and after a time-out", async () => {
    const { execute, asked } = await setUp([
      { when: { model: "a" }, reply: { text: "x", wire: { choices: "none" } } },
      failing("b", { status: 408 }),
    ]);
    expect((await execute().run(task)).output).toBe("by c");
    expect(asked).toEqual(["a", "b", "c"]);
  });
});

describe("no other model is asked", () => {
  test.each([
    [400, "model_rejected"],
    [401, "model_rejected"],
    [404, "model_rejected"],
  ])("after a %i", async (status, code) => {
    const { execute, asked } = await setUp([failing("a", { status })]);
    expect(await failureOf(execute().run(task))).toMatchObject({ code, retryable: false });
    expect(new Set(asked)).toEqual(new Set(["a"]));
  });

  test("after a refusal", async () => {
    const { execute, asked } = await setUp([{ when: { model: "a" }, reply: { refusal: "no" } }]);
    expect(await failureOf(execute().run(task))).toMatchObject({ code: "model_refused" });
    expect(asked).toEqual(["a"]);
  });
});

describe("cool-down", () => {
  test("is per model and as long as Retry-After says", async () => {
    const { another, asked, clock } = await setUp([failing("a", { status: 429, retryAfterMs: 60_000 }, { times: 1 })]);
    await another().run(task);
    await clock.advanceBy(59_999);
    await another().run(task);
    await clock.advanceBy(1);
    await another().run(task);
    expect(asked).toEqual(["a", "b", "b", "a"]);
  });

  test.each(["7", "Thu, 01 Jan 2026 00:00:07 GMT"])("lasts as long as a bare Retry-After header of %s says", async (header) => {
    onTestFinished(() => nock.cleanAll());
    const endpoint = nock("http://model.test");
    const asked = (name: string) => endpoint.post("/v1/chat/completions", ({ model }) => model === name);
    const says = (content: string) => ({ choices: [{ index: 0, finish_reason: "stop", message: { content } }] });
    asked("a").reply(429, { error: { message: "slow down" } }, { "retry-after": header });
    asked("b").times(2).reply(200, says("by b"));
    asked("a").reply(200, says("by a"));
    const clock = new VirtualClock({ startMs: Date.UTC(2026, 0, 1) });
    const model = createOpenAiModel({ baseUrl: "http://model.test/v1", apiKey, clock, timeoutMs: 60_000 });
    const { another } = await httpWorker({}, { model, models: ["a", "b"], clock });
    expect((await another().run(task)).output).toBe("by b");
    await clock.advanceBy(6_999);
    expect((await another().run(task)).output).toBe("by b");
    await clock.advanceBy(1);
    expect((await another().run(task)).output).toBe("by a");
    expect(nock.isDone()).toBe(true);
  });

  test("without Retry-After is 5 s, and doubles until the model answers", async () => {
    const { another, asked, clock } = await setUp([failing("a", {}, { times: 2 })]);
    for (const waitMs of [0, 4_999, 1, 9_999, 1]) {
      await clock.advanceBy(waitMs);
      await another().run(task);
    }
    expect(asked).toEqual(["a", "b", "b", "a", "b", "b", "a"]);
  });

  test("counts calls that fail side by side as one failure", async () => {
    const { another, asked, clock } = await setUp([failing("a", {}, { times: 4 })]);
    await Promise.all([1, 2, 3, 4].map(() => another().run(task)));
    await clock.advanceBy(5_000);
    await another().run(task);
    expect(asked.filter((model) => model === "a")).toHaveLength(5);
  });

  test("is an hour at most, whatever an endpoint asks for", async () => {
    const { another, asked, clock } = await setUp([failing("a", { status: 429, retryAfterMs: 1e12 }, { times: 1 })]);
    await another().run(task);
    await clock.advanceBy(3_600_000);
    await another().run(task);
    expect(asked).toEqual(["a", "b", "a"]);
  });

  test("of all models is a retryable error that tells when the first may be asked, without any request", async () => {
    const { another, asked, clock } = await setUp([
      failing("a", { status: 429, retryAfterMs: 60_000 }),
      failing("b", { status: 429, retryAfterMs: 20_000 }),
      failing("c", { status: 500 }),
    ]);
    const tries = [
      { model: "a", code: "model_rate_limited" },
      { model: "b", code: "model_rate_limited" },
      { model: "c", code: "model_overloaded" },
    ];
    expect(await failureOf(another().run(task))).toMatchObject({
      code: "model_overloaded",
      retryable: true,
      details: { retryAfterMs: 5_000, tries, mayBeBilled: true },
    });
    await clock.advanceBy(1_000);
    expect(await failureOf(another().run(task))).toMatchObject({
      code: "models_cooling_down",
      retryable: true,
      details: { retryAfterMs: 4_000, models: ["a", "b", "c"], mayBeBilled: false },
    });
    expect(asked).toEqual(["a", "b", "c"]);
  });

  test("is not begun by an empty account, which waiting does not fill", async () => {
    const { another, asked } = await setUp(["a", "b", "c"].map((model) => failing(model, { status: 402 })));
    for (let run = 0; run < 2; run++) {
      expect(await failureOf(another().run(task))).toMatchObject({ code: "model_quota_exhausted", retryable: false });
    }
    expect(asked).toEqual(["a", "b", "c", "a", "b", "c"]);
  });
});

describe("the journal", () => {
  test("tells which model answered, and keeps a failed try beside it without taking it for the answer", async () => {
    const { execute, journal, asked } = await setUp([failing("a", { status: 429 }, { times: 1 })]);
    const first = await execute().run(task);
    expect(journal.performed.map((step) => step.terms!.note)).toMatchObject([{ model: "a" }, { model: "b" }]);
    expect(journal.performed.map((step) => step.value)).toMatchObject([
      { failed: { model: "a", code: "model_rate_limited" } },
      { asked: "b", model: "b" },
    ]);
    expect(await execute().run(task)).toEqual(first);
    expect(asked).toEqual(["a", "b"]);
  });

  test("replays a recorded reply even when every model cools down", async () => {
    const { execute, another, asked } = await setUp([
      ...["a", "b", "c"].map((model) => ({
        when: { model, user: "more" },
        reply: { error: { status: 429, retryAfterMs: 60_000 } },
      })),
    ]);
    const first = await execute().run(task);
    await failureOf(another().run({ ...task, input: "more" }));
    expect(await execute().run(task)).toEqual(first);
    expect(asked).toEqual(["a", "a", "b", "c"]);
  });

  test("records no try that was the last of its execution: the next one goes on from there", async () => {
    const down = ["a", "b", "c"].map((model) => failing(model, { status: 503 }, { times: 1 }));
    const { execute, asked, clock, journal } = await setUp(down);
    const { details } = await failureOf(execute().run(task));
    expect([...journal.values.keys()]).toEqual(["model:worker 1", "model:worker 2"]);
    await clock.advanceBy(Number(details.retryAfterMs));
    expect((await execute().run(task)).output).toBe("by a");
    expect(asked).toEqual(["a", "b", "c", "a"]);
  });
});
