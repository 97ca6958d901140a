import { expect, test } from "vitest";
import { RealClock } from "../../src/base/real-clock.ts";
import { createOpenAiModel } from "../../src/llm/openai-model.ts";
import { ask, failureOf, never, scriptedEndpoint } from "./support/endpoint.ts";

test("a text reply arrives with its usage and the model's name", async () => {
  const { model } = await scriptedEndpoint({
    rules: [{ reply: { text: "Hello {{user}}", usage: { inputTokens: 12, outputTokens: 3 } } }],
  });
  expect(await model.complete(ask("world"), never)).toEqual({
    text: "Hello world",
    toolCalls: [],
    finishReason: "stop",
    model: "gpt-5-mini",
    usage: { inputTokens: 12, outputTokens: 3 },
  });
});

test("tool calls arrive with their raw arguments, and a tool's result can be sent back", async () => {
  const { model } = await scriptedEndpoint({
    rules: [
      { when: { tools: "look_up", last: "user" }, reply: { toolCalls: [{ name: "look_up", arguments: { word: "{{user}}" } }] } },
      { when: { last: "tool" }, reply: { text: "done" } },
    ],
  });
  const tools = [{ name: "look_up", description: "Looks a word up", parameters: { type: "object" } }];
  const first = await model.complete(ask("moon", { tools }), never);
  expect(first).toMatchObject({ text: null, finishReason: "tool_calls" });
  expect(first.toolCalls).toEqual([{ id: "call_1_1", name: "look_up", arguments: '{"word":"moon"}' }]);
  const second = await model.complete(
    ask("moon", {
      tools,
      messages: [
        { role: "user", content: "moon" },
        { role: "assistant", content: null, toolCalls: first.toolCalls },
        { role: "tool", toolCallId: "call_1_1", content: "a satellite" },
      ],
    }),
    never,
  );
  expect(second.text).toBe("done");
});

test("a JSON schema is answered with JSON that fits it", async () => {
  const { model } = await scriptedEndpoint();
  const schema = { type: "object", properties: { stars: { type: "integer", minimum: 1, maximum: 5 } }, required: ["stars"] };
  const reply = await model.complete(ask("rate it", { outputFormat: { type: "json_schema", name: "rating", schema } }), never);
  expect(JSON.parse(reply.text!)).toEqual({ stars: 5 });
});

test("a json_object request is answered with an object", async () => {
  const { model } = await scriptedEndpoint();
  const reply = await model.complete(ask("anything", { outputFormat: { type: "json_object" } }), never);
  expect(JSON.parse(reply.text!)).toHaveProperty("text");
});

test("an endpoint that wants no key can be asked without one", async () => {
  const { baseUrl } = await scriptedEndpoint({ default: { text: "hi" } });
  const keyless = createOpenAiModel({ baseUrl, apiKey: "", clock: new RealClock(), timeoutMs: 10_000 });
  expect((await keyless.complete(ask("x"), never)).text).toBe("hi");
});

test("a refusal is told apart from text", async () => {
  const { model } = await scriptedEndpoint({ rules: [{ reply: { refusal: "I will not" } }] });
  expect(await model.complete(ask("x"), never)).toMatchObject({ text: null, refusal: "I will not" });
});

test("a reply is cut at maxOutputTokens, which shows in the finish reason and in the usage", async () => {
  const { model } = await scriptedEndpoint({ rules: [{ reply: { text: "one two three four five six seven" } }] });
  const reply = await model.complete(ask("x", { maxOutputTokens: 3 }), never);
  expect(reply).toMatchObject({ text: "one two three", finishReason: "length", usage: { outputTokens: 3 } });
});

test.each([
  [429, undefined, "model_rate_limited", true, false],
  [429, "insufficient_quota", "model_quota_exhausted", false, false],
  [402, undefined, "model_quota_exhausted", false, false],
  [404, "model_not_found", "model_rejected", false, false],
  [401, "invalid_api_key", "model_rejected", false, false],
  [408, undefined, "model_timeout", true, false],
  [409, undefined, "model_overloaded", true, false],
  [500, undefined, "model_overloaded", true, true],
  [503, undefined, "model_overloaded", true, false],
] as const)("status %i with code %s is %s", async (status, code, expected, retryable, mayBeBilled) => {
  const { model, server } = await scriptedEndpoint({
    rules: [{ reply: { error: { status, message: "no", ...(code ? { code } : {}) } } }],
  });
  const error = await failureOf(model.complete(ask("x"), never));
  expect(error).toMatchObject({ code: expected, retryable, details: { status, mayBeBilled } });
  expect(server.callCount).toBe(1);
});

test("the wait that a reply asks for is in the error, exact when the endpoint tells milliseconds", async () => {
  const { model } = await scriptedEndpoint({ rules: [{ reply: { error: { status: 429, retryAfterMs: 1_234 } } }] });
  expect((await failureOf(model.complete(ask("x"), never))).details).toMatchObject({ retryAfterMs: 1_234 });
});

test("a caller's abort ends the call with the caller's reason", async () => {
  const { model } = await scriptedEndpoint({ rules: [{ reply: { text: "late", delayMs: 60_000 } }] });
  const controller = new AbortController();
  const pending = failureOf(model.complete(ask("x"), controller.signal));
  controller.abort(new Error("shutting down"));
  expect((await pending).message).toBe("shutting down");
  expect((await failureOf(model.complete(ask("x"), controller.signal))).message).toBe("shutting down");
});
