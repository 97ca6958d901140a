import { createServer } from "node:net";
import nock from "nock";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RealClock } from "../../src/base/real-clock.ts";
import { VirtualClock } from "../../src/base/virtual-clock.ts";
import { createOpenAiModel } from "../../src/llm/openai-model.ts";
import { apiKey, ask, failureOf, never } from "./support/endpoint.ts";
import { nockHere } from "./support/nock-here.ts";

const origin = "http://model.test";
const path = "/v1/chat/completions";
const clock = new RealClock();
const model = createOpenAiModel({ baseUrl: `${origin}/v1`, apiKey, clock, timeoutMs: 10_000 });
const json = { "content-type": "application/json" };

nockHere();
beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.abortPendingRequests();
  nock.cleanAll();
  nock.enableNetConnect();
});

const answer = (status: number, body: nock.Body, headers: Record<string, string> = json) =>
  nock(origin).post(path).reply(status, body, headers);

const choice = (message: object, finish: string | null = "stop") => ({ choices: [{ index: 0, finish_reason: finish, message }] });

test("the request carries key, model, token limit and schema, and nothing is retried", async () => {
  const seen: { body?: Record<string, unknown>; authorization?: string | null } = {};
  nock(origin)
    .post(path, (body) => {
      seen.body = body;
      return true;
    })
    .matchHeader("authorization", (value) => {
      seen.authorization = String(value);
      return true;
    })
    .reply(500, "boom");
  const outputFormat = { type: "json_schema", name: "out", schema: { type: "object" } } as const;
  await failureOf(model.complete(ask("hi", { maxOutputTokens: 77, outputFormat }), never));
  expect(seen.authorization).toContain(apiKey);
  expect(seen.body).toEqual({
    model: "gpt-5-mini",
    messages: [{ role: "user", content: "hi" }],
    max_completion_tokens: 77,
    response_format: { type: "json_schema", json_schema: { name: "out", schema: { type: "object" }, strict: false } },
  });
});

test("headers that the environment has for the openai package reach no endpoint", async () => {
  vi.stubEnv("OPENAI_CUSTOM_HEADERS", "Authorization: Bearer elsewhere\nX-Gateway: elsewhere");
  let sent = "";
  const fetch: typeof globalThis.fetch = async (_address, request) => {
    sent = JSON.stringify([...new Headers(request?.headers)]);
    return Response.json(choice({ content: "hi" }));
  };
  const bare = createOpenAiModel({ baseUrl: `${origin}/v1`, apiKey, clock, timeoutMs: 10_000, fetch });
  vi.unstubAllEnvs();
  expect(await bare.complete(ask("x"), never)).toMatchObject({ text: "hi" });
  expect(sent).toContain(`Bearer ${apiKey}`);
  expect(sent).not.toContain("elsewhere");
});

test.each([
  ["told in the total alone", { prompt_tokens: 20, completion_tokens: 198, total_tokens: 623 }, 603],
  ["told twice", { prompt_tokens: 20, completion_tokens: 603, total_tokens: 623 }, 603],
  ["not told in a total that is less", { prompt_tokens: 20, completion_tokens: 198, total_tokens: 0 }, 198],
  ["not told in a total that is no number", { prompt_tokens: 20, completion_tokens: 198, total_tokens: "623" }, 198],
])("hidden reasoning %s counts as output", async (_how, usage, outputTokens) => {
  answer(200, { ...choice({ content: "hi" }), usage });
  expect((await model.complete(ask("x"), never)).usage).toEqual({ inputTokens: 20, outputTokens });
});

test("missing usage, a missing model name and an unknown finish reason are tolerated", async () => {
  answer(200, choice({ role: "assistant", content: "hi" }, "because"));
  expect(await model.complete(ask("x"), never)).toEqual({
    text: "hi",
    toolCalls: [],
    finishReason: "other",
    model: "gpt-5-mini",
  });
});

test("nonsense usage counts as none", async () => {
  answer(200, { ...choice({ content: "hi" }), usage: { prompt_tokens: -3, completion_tokens: "many" } });
  expect(await model.complete(ask("x"), never)).not.toHaveProperty("usage");
});

test("null content and content in parts are tolerated", async () => {
  answer(200, choice({ content: null }, null));
  expect(await model.complete(ask("x"), never)).toMatchObject({ text: null });
  answer(
    200,
    choice({
      content: [
        { type: "text", text: "a" },
        { type: "text", text: "b" },
      ],
    }),
  );
  expect(await model.complete(ask("x"), never)).toMatchObject({ text: "ab" });
});

test("tool calls without id or with arguments as an object are tolerated", async () => {
  answer(200, choice({ content: null, tool_calls: [{ function: { name: "f", arguments: { a: 1 } } }, { type: "custom" }] }));
  expect((await model.complete(ask("x"), never)).toolCalls).toEqual([{ id: "call_0", name: "f", arguments: '{"a":1}' }]);
});

test("JSON labelled as text is read all the same", async () => {
  answer(200, JSON.stringify(choice({ content: "hi" })), { "content-type": "text/plain" });
  expect(await model.complete(ask("x"), never)).toMatchObject({ text: "hi" });
});

test.each([
  ["empty choices", { choices: [] }, json],
  ["an error inside a 200", { error: { message: "upstream failed" } }, json],
  ["an empty body", "", json],
  ["HTML", "<html>welcome</html>", { "content-type": "text/html" }],
  ["malformed JSON", '{"choices": [', json],
])("%s is a bad reply, which may pass", async (_what, body, headers) => {
  answer(200, body, headers);
  expect(await failureOf(model.complete(ask("x"), never))).toMatchObject({ code: "model_bad_reply", retryable: true });
});

test("an HTML 502 is an overload, quoted in short", async () => {
  answer(502, `<html>${"Bad gateway ".repeat(500)}</html>`, { "content-type": "text/html" });
  const error = await failureOf(model.complete(ask("x"), never));
  expect(error).toMatchObject({ code: "model_overloaded", details: { status: 502, mayBeBilled: true } });
  expect(error.message.length).toBeLessThan(500);
});

test.each([
  ["2", 2_000],
  ["0.5", 500],
  ["soon", undefined],
])("a 429 with Retry-After %s asks to wait %s ms", async (value, expected) => {
  answer(429, { error: { message: "slow down" } }, { ...json, "retry-after": value });
  expect((await failureOf(model.complete(ask("x"), never))).details.retryAfterMs).toBe(expected);
});

test("Retry-After as an HTTP date is measured on the injected clock", async () => {
  const virtual = new VirtualClock({ startMs: Date.UTC(2026, 0, 1) });
  const timed = createOpenAiModel({ baseUrl: `${origin}/v1`, apiKey, clock: virtual, timeoutMs: 10_000 });
  answer(429, "", { "retry-after": "Thu, 01 Jan 2026 00:00:07 GMT" });
  expect((await failureOf(timed.complete(ask("x"), never))).details.retryAfterMs).toBe(7_000);
});

test("a connection reset before the reply is unreachable, and may have been billed", async () => {
  nock(origin)
    .post(path)
    .replyWithError(Object.assign(new Error("socket hang up"), { code: "ECONNRESET" }));
  const error = await failureOf(model.complete(ask("x"), never));
  expect(error).toMatchObject({
    code: "model_unreachable",
    retryable: true,
    details: { mayBeBilled: true, causeCode: "ECONNRESET" },
  });
});

test("a refused connection is unreachable, and cost nothing", async () => {
  nock.enableNetConnect();
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const { port } = listener.address() as { port: number };
  await new Promise((resolve) => listener.close(resolve));
  const nobody = createOpenAiModel({ baseUrl: `http://127.0.0.1:${port}/v1`, apiKey, clock, timeoutMs: 10_000 });
  const error = await failureOf(nobody.complete(ask("x"), never));
  expect(error).toMatchObject({ code: "model_unreachable", details: { mayBeBilled: false, causeCode: "ECONNREFUSED" } });
});

test("the time-out is the injected clock's", async () => {
  const virtual = new VirtualClock();
  const hanging: typeof fetch = (_url, init) =>
    new Promise((_resolve, reject) => init?.signal?.addEventListener("abort", () => reject(init.signal?.reason)));
  const timed = createOpenAiModel({ baseUrl: `${origin}/v1`, apiKey, clock: virtual, timeoutMs: 600_000, fetch: hanging });
  const pending = failureOf(timed.complete(ask("x"), never));
  await virtual.advanceBy(599_999);
  await virtual.advanceBy(1);
  expect(await pending).toMatchObject({ code: "model_timeout", retryable: true, details: { timeoutMs: 600_000 } });
});

test("no timer is left behind after a reply", async () => {
  const virtual = new VirtualClock();
  const timed = createOpenAiModel({ baseUrl: `${origin}/v1`, apiKey, clock: virtual, timeoutMs: 1_000 });
  answer(200, choice({ content: "hi" }));
  await timed.complete(ask("x"), never);
  expect(virtual.nextAtMs()).toBeUndefined();
});

test("the key appears in no error, even when the endpoint repeats it", async () => {
  const everythingOf = (error: unknown): string =>
    error instanceof Error
      ? [error.message, error.stack, JSON.stringify(error), everythingOf(error.cause)].join("\n")
      : String(error);
  answer(401, { error: { message: `Incorrect API key provided: ${apiKey}`, code: apiKey } });
  answer(200, `You sent ${apiKey}`, { "content-type": "text/plain" });
  answer(200, `{"echo": ${apiKey}`, json);
  nock(origin).post(path).replyWithError(`cannot connect with ${apiKey}`);
  for (let call = 0; call < 4; call++) {
    const error = await failureOf(model.complete(ask("x"), never));
    expect(everythingOf(error)).not.toContain(apiKey);
    expect(JSON.stringify(error.details)).not.toContain(apiKey);
  }
});

const cause = (fields: object) => Object.assign(new Error("it failed"), fields);
test.each([
  ["no route to a host", { code: "EHOSTUNREACH", syscall: "connect" }, false],
  ["no answer of any of its addresses", { code: "ETIMEDOUT", errors: [cause({ code: "ETIMEDOUT", syscall: "connect" })] }, false],
  ["a name server's failure", { code: "EAI_FAIL", syscall: "getaddrinfo" }, false],
  ["a certificate nobody trusts", { code: "SELF_SIGNED_CERT_IN_CHAIN" }, false],
  ["a connection that broke", { code: "ETIMEDOUT", syscall: "read" }, true],
  ["nobody knows what", { code: "EPROTO" }, true],
])("after %s it is known whether the request may have cost something", async (_what, fields, mayBeBilled) => {
  const fetch = () => Promise.reject(new TypeError("fetch failed", { cause: cause(fields) }));
  const away = createOpenAiModel({ baseUrl: `${origin}/v1`, apiKey, clock, timeoutMs: 10_000, fetch });
  const error = await failureOf(away.complete(ask("x"), never));
  expect(error).toMatchObject({ code: "model_unreachable", details: { mayBeBilled, causeCode: fields.code } });
});
