import nock from "nock";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { RealClock } from "../../src/base/real-clock.ts";
import { createOpenAiModel } from "../../src/llm/openai-model.ts";
import type { ScriptSource } from "../../src/llm/scripted/script.ts";
import { apiKey, ask, failureOf, never, scriptedEndpoint } from "./support/endpoint.ts";
import { nockHere } from "./support/nock-here.ts";

const text = "Tides rise and fall twice a day.";
const usage = { inputTokens: 12, outputTokens: 8 };

nockHere();

async function streamed(script: ScriptSource) {
  const { model, server } = await scriptedEndpoint(script);
  const pieces: string[] = [];
  return { server, pieces, model, ask: () => model.complete(ask("x"), never, (piece) => pieces.push(piece)) };
}

const saying = (more: object): ScriptSource => ({ default: { text, usage, ...more } });

describe("a streamed reply, over HTTP", () => {
  test("is told in pieces and is the same as a whole one", async () => {
    const { ask: stream, pieces, model } = await streamed(saying({}));
    const reply = await stream();
    expect(reply).toEqual(await model.complete(ask("x"), never));
    expect(pieces.length).toBeGreaterThan(3);
    expect(pieces.join("")).toBe(text);
  });

  test("puts tool calls together, and tells no text for them", async () => {
    const calls = [
      { name: "f", arguments: { a: 1 } },
      { name: "g", arguments: "not json" },
    ];
    const { ask: stream, pieces } = await streamed({ default: { toolCalls: calls } });
    expect(await stream()).toMatchObject({
      finishReason: "tool_calls",
      toolCalls: [
        { name: "f", arguments: '{"a":1}' },
        { name: "g", arguments: "not json" },
      ],
    });
    expect(pieces).toEqual([]);
  });

  test("arrives whole between pings, comments and sentences that are no chunks", async () => {
    const { ask: stream } = await streamed(saying({ wire: { noise: true } }));
    expect(await stream()).toEqual({ text, toolCalls: [], finishReason: "stop", model: "gpt-5-mini", usage });
  });

  test("arrives whole when its chunks are split over two events", async () => {
    const { ask: stream } = await streamed(saying({ wire: { split: true } }));
    expect(await stream()).toEqual({ text, toolCalls: [], finishReason: "stop", model: "gpt-5-mini", usage });
  });

  test("with a malformed chunk is marked as damaged, and the model is asked for whole replies from then on", async () => {
    const { ask: stream, pieces } = await streamed({
      rules: [{ when: { call: 1 }, reply: { text, wire: { malformedChunk: 3 } } }],
      default: { text, wire: { malformedChunk: 1 } },
    });
    expect(await stream()).toMatchObject({ damaged: true, finishReason: "stop" });
    pieces.length = 0;
    expect(await stream()).toMatchObject({ text });
    expect(pieces).toEqual([text]);
  });

  test("without usage, or with usage too late, has none", async () => {
    for (const more of [{ usage: "none" }, { wire: { lateUsage: true } }]) {
      const { ask: stream } = await streamed(saying(more));
      const reply = await stream();
      expect(reply).not.toHaveProperty("usage");
      expect(reply.text).toBe(text);
    }
  });

  test("that ends early is a broken connection, which may have been billed", async () => {
    const { ask: stream } = await streamed(saying({ wire: { cutAfterChunks: 3 } }));
    expect(await failureOf(stream())).toMatchObject({
      code: "model_unreachable",
      retryable: true,
      details: { mayBeBilled: true },
    });
  });

  test("without any choice is a bad reply", async () => {
    const { ask: stream } = await streamed(saying({ wire: { choices: "none" }, usage: "none" }));
    expect(await failureOf(stream())).toMatchObject({ code: "model_bad_reply", retryable: true });
  });

  test.each([
    [{ rejects: ["stream" as const] }, 1],
    [{ rejects: ["stream" as const], namesParam: false }, 1],
    [{ rejects: ["stream_options" as const] }, 1],
  ])("is asked for once and then no more where the endpoint refuses it: %j", async (endpoint, whole) => {
    const { ask: stream, pieces, server } = await streamed({ endpoint, default: { text } });
    for (let call = 1; call <= 2; call++) {
      expect(await stream()).toMatchObject({ text });
      expect(server.callCount).toBe(call);
    }
    expect(pieces).toHaveLength(2 * whole);
  });
});

describe("a stream on the wire", () => {
  const origin = "http://model.test";
  const model = createOpenAiModel({ baseUrl: `${origin}/v1`, apiKey, clock: new RealClock(), timeoutMs: 10_000 });
  const sse = { "content-type": "text/event-stream" };
  const body = (...events: (object | string)[]) =>
    events.map((event) => `data: ${typeof event === "string" ? event : JSON.stringify(event)}\n\n`).join("");
  const delta = (content: string, finish: string | null = null) => ({ choices: [{ delta: { content }, finish_reason: finish }] });
  const answer = (sent: string, headers = sse) => nock(origin).post("/v1/chat/completions").reply(200, sent, headers);
  const stream = () => model.complete(ask("x"), never, () => {});

  beforeEach(() => nock.disableNetConnect());
  afterEach(() => {
    nock.cleanAll();
    nock.enableNetConnect();
  });

  test("may tell usage in every chunk: the last counts", async () => {
    const count = (tokens: number) => ({ usage: { prompt_tokens: 7, completion_tokens: tokens } });
    answer(body({ ...delta("a"), ...count(1) }, { ...delta("b", "stop"), ...count(2) }, "[DONE]"));
    expect(await stream()).toMatchObject({ text: "ab", usage: { inputTokens: 7, outputTokens: 2 } });
  });

  test("may end without [DONE], with CRLF and without spaces", async () => {
    answer(`data:${JSON.stringify(delta("a"))}\r\n\r\ndata:${JSON.stringify(delta("b", "stop"))}`);
    expect(await stream()).toMatchObject({ text: "ab", finishReason: "stop" });
  });

  test("may end without a finish reason when it says [DONE]", async () => {
    answer(body(delta("a"), "[DONE]"));
    expect(await stream()).toMatchObject({ text: "a", finishReason: "other" });
  });

  const pieces = (...calls: object[]) => calls.map((call) => ({ choices: [{ delta: { tool_calls: [call] } }] }));
  test.each([
    [
      "whole and all with the number 0, as Gemini does",
      [
        { index: 0, id: "a", function: { name: "f", arguments: "{}" } },
        { index: 0, id: "b", function: { name: "g", arguments: "[]" } },
      ],
      [
        { id: "a", name: "f", arguments: "{}" },
        { id: "b", name: "g", arguments: "[]" },
      ],
    ],
    [
      "in pieces that each have an id of their own",
      [
        { index: 0, id: "a", function: { name: "f", arguments: "{" } },
        { index: 1, id: "b", function: { name: "g", arguments: "[" } },
        { index: 0, id: "c", function: { arguments: "}" } },
        { index: 1, id: "d", function: { arguments: "]" } },
      ],
      [
        { id: "a", name: "f", arguments: "{}" },
        { id: "b", name: "g", arguments: "[]" },
      ],
    ],
  ])("may send tool calls %s", async (_how, sent, toolCalls) => {
    answer(body(...pieces(...sent), delta("", "tool_calls"), "[DONE]"));
    expect(await stream()).toMatchObject({ toolCalls });
  });

  test("may send tool calls whole and without numbers", async () => {
    const call = (id: string) => ({
      choices: [{ delta: { tool_calls: [{ id, function: { name: "f", arguments: `{"id":"${id}"}` } }] } }],
    });
    answer(body(call("1"), call("2"), { choices: [{ delta: {}, finish_reason: "tool_calls" }] }, "[DONE]"));
    expect((await stream()).toolCalls.map((one) => one.arguments)).toEqual(['{"id":"1"}', '{"id":"2"}']);
  });

  test("that reports an error in its middle is an overload, and the key is not repeated", async () => {
    answer(body(delta("a"), { error: { message: `upstream of ${apiKey} died` } }));
    const error = await failureOf(stream());
    expect(error).toMatchObject({ code: "model_overloaded", retryable: true, details: { mayBeBilled: true } });
    expect(JSON.stringify([error.message, error.details])).not.toContain(apiKey);
  });

  test("is not needed: JSON in one piece is taken as well", async () => {
    answer(JSON.stringify({ choices: [{ message: { content: "whole" }, finish_reason: "stop" }] }), {
      "content-type": "application/json",
    });
    expect(await stream()).toMatchObject({ text: "whole" });
  });
});
