import OpenAI from "openai";
import { expect, onTestFinished, test } from "vitest";
import { createLogger, silentLogger } from "../../../src/base/logger.ts";
import { RealClock } from "../../../src/base/real-clock.ts";
import { Redactor } from "../../../src/base/redact.ts";
import { VirtualClock } from "../../../src/base/virtual-clock.ts";
import { createScriptedServer } from "../../../src/llm/scripted/scripted-server.ts";
import { apiKey, scriptedEndpoint } from "../support/endpoint.ts";

const client = (baseURL: string) => new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const post = (baseUrl: string, body: string) =>
  fetch(`${baseUrl}/chat/completions`, { method: "POST", body, headers: { "content-type": "application/json" } });
const messages = [{ role: "user" as const, content: "Tell me about  tides.\nIn short." }];

test("a stream adds up to the text, finish reason and usage of the plain reply", async () => {
  const { baseUrl } = await scriptedEndpoint();
  const plain = await client(baseUrl).chat.completions.create({ model: "m", messages });
  const stream = client(baseUrl).chat.completions.stream({ model: "m", messages, stream_options: { include_usage: true } });
  const pieces: string[] = [];
  stream.on("content", (piece) => pieces.push(piece));
  const whole = await stream.finalChatCompletion();
  expect(pieces.length).toBeGreaterThan(10);
  expect(pieces.join("")).toBe(plain.choices[0]!.message.content);
  expect(whole.choices[0]!.finish_reason).toBe("stop");
  expect(whole.usage).toEqual(plain.usage);
});

test("usage is streamed only when asked for", async () => {
  const { baseUrl } = await scriptedEndpoint();
  const text = await (await post(baseUrl, JSON.stringify({ model: "m", messages, stream: true }))).text();
  expect(text).not.toContain("usage");
  expect(text.endsWith("data: [DONE]\n\n")).toBe(true);
});

test("streamed tool calls add up", async () => {
  const { baseUrl } = await scriptedEndpoint({
    rules: [
      {
        reply: {
          text: "let me see",
          toolCalls: [
            { name: "f", arguments: { a: 1 } },
            { name: "g", arguments: "not json" },
          ],
        },
      },
    ],
  });
  const tools = ["f", "g"].map((name) => ({ type: "function" as const, function: { name, parameters: {} } }));
  const whole = await client(baseUrl).chat.completions.stream({ model: "m", messages, tools }).finalChatCompletion();
  expect(whole.choices[0]).toMatchObject({
    finish_reason: "tool_calls",
    message: {
      content: "let me see",
      tool_calls: [
        { id: "call_1_1", function: { name: "f", arguments: '{"a":1}' } },
        { function: { name: "g", arguments: "not json" } },
      ],
    },
  });
});

test("the models of the script are listed", async () => {
  const { baseUrl } = await scriptedEndpoint({ models: ["one", "two"] });
  const names: string[] = [];
  for await (const model of client(baseUrl).models.list()) names.push(model.id);
  expect(names).toEqual(["one", "two"]);
});

test.each([
  ["bad JSON", '{"model": ', 400],
  ["no body", "", 400],
  ["a missing model", JSON.stringify({ messages }), 400],
  ["no messages", JSON.stringify({ model: "m", messages: [] }), 400],
  ["a wrong role", JSON.stringify({ model: "m", messages: [{ role: "boss", content: "x" }] }), 400],
  ["a negative limit", JSON.stringify({ model: "m", messages, max_tokens: -1 }), 400],
])("%s is refused in OpenAI's error shape and not counted", async (_what, body, status) => {
  const { baseUrl, server } = await scriptedEndpoint();
  const response = await post(baseUrl, body);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ error: { type: "invalid_request_error", message: expect.any(String) } });
  expect(server.callCount).toBe(0);
});

test("an unknown route is 404 in OpenAI's error shape", async () => {
  const { baseUrl } = await scriptedEndpoint();
  const response = await fetch(`${baseUrl}/embeddings`, { method: "POST" });
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ error: { code: "unknown_url" } });
});

test("a strict server refuses what no rule matches", async () => {
  const { baseUrl } = await scriptedEndpoint({ rules: [{ when: { user: "apples" }, reply: { text: "A" } }] }, true);
  await expect(client(baseUrl).chat.completions.create({ model: "m", messages })).rejects.toMatchObject({
    status: 400,
    code: "script_unmatched",
  });
});

test("calls are counted, side by side too, and unused rules can be listed", async () => {
  const { baseUrl, server } = await scriptedEndpoint({
    rules: [
      { when: { user: "tides" }, reply: { text: "T" } },
      { when: { user: "bees" }, reply: { text: "B" } },
    ],
  });
  await Promise.all([1, 2, 3].map(() => client(baseUrl).chat.completions.create({ model: "m", messages })));
  expect(server.callCount).toBe(3);
  expect(server.unusedRules()).toEqual(["rule 2"]);
});

test("time is the injected clock's: in created, in delays, and no Date header", async () => {
  const clock = new VirtualClock({ startMs: Date.UTC(2030, 0, 1) });
  const server = createScriptedServer({ clock, logger: silentLogger });
  onTestFinished(() => server.close());
  const { baseUrl } = await server.start();
  const response = await post(baseUrl, JSON.stringify({ model: "m", messages }));
  expect(response.headers.get("date")).toBeNull();
  expect(await response.json()).toMatchObject({ id: "chatcmpl-1", created: Date.UTC(2030, 0, 1) / 1_000 });
});

test("a closed server can be closed again and refuses connections", async () => {
  const { baseUrl, server } = await scriptedEndpoint();
  await server.close();
  await server.close();
  await expect(post(baseUrl, "{}")).rejects.toThrow();
});

test("neither the key nor any text of a request is in the log", async () => {
  const lines: string[] = [];
  const clock = new RealClock();
  const destination = { write: (line: string) => lines.push(line) };
  const logger = createLogger({ level: "debug", clock, redactor: new Redactor(), destination });
  const server = createScriptedServer({ clock, logger });
  onTestFinished(() => server.close());
  const { baseUrl } = await server.start();
  await client(baseUrl).chat.completions.create({ model: "m", messages });
  await post(baseUrl, `{"key": "${apiKey}"`);
  expect(lines.join("")).toContain("chat completion");
  expect(lines.join("")).not.toMatch(new RegExp(`${apiKey}|tides`));
});
