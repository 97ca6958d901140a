import { expect, test } from "vitest";
import { VirtualClock } from "../../../src/base/virtual-clock.ts";
import type { ModelRequest } from "../../../src/llm/model.ts";
import { defineScript } from "../../../src/llm/scripted/parse-script.ts";
import type { ScriptSource } from "../../../src/llm/scripted/script.ts";
import { createScriptedModel } from "../../../src/llm/scripted/scripted-model.ts";
import { loadTokenCounter } from "../../../src/llm/tokens.ts";
import { ask, failureOf, never } from "../support/endpoint.ts";

const clock = new VirtualClock();
const scripted = (script: ScriptSource, strict = false) => createScriptedModel({ clock, script: defineScript(script), strict });

async function textsOf(script: ScriptSource, requests: readonly ModelRequest[]): Promise<(string | null)[]> {
  const model = scripted(script);
  const texts: (string | null)[] = [];
  for (const request of requests) texts.push((await model.complete(request, never)).text);
  return texts;
}

test("the first rule that matches answers, else the default", async () => {
  const rules = [
    { when: { user: "URGENT" }, reply: { text: "at once" } },
    { when: { user: "/^order (\\d+) by (?<who>\\w+)$/" }, reply: { text: "{{1}} for {{ who }}, {{model}}" } },
  ];
  expect(await textsOf({ rules, default: { text: "else" } }, [ask("this is urgent"), ask("order 7 by Ann"), ask("hm")])).toEqual([
    "at once",
    "7 for Ann, gpt-5-mini",
    "else",
  ]);
});

test("conditions on system text, model, tools, schema and the last message's role are all kept", async () => {
  const tools = [{ name: "pay", description: "", parameters: {} }];
  const outputFormat = { type: "json_schema", name: "verdict", schema: {} } as const;
  const rules = [
    { when: { system: "editor" }, reply: { text: "system" } },
    { when: { model: "other" }, reply: { text: "model" } },
    { when: { tools: "pay" }, reply: { text: "pay" } },
    { when: { schema: "verdict" }, reply: { text: "verdict" } },
    { when: { last: "tool" as const }, reply: { text: "tool" } },
    { when: { any: "needle", tools: false, schema: false }, reply: { text: "any" } },
  ];
  const requests = [
    ask("x", {
      messages: [
        { role: "system", content: "You are an Editor" },
        { role: "user", content: "x" },
      ],
    }),
    ask("x", { model: "other" }),
    ask("x", { tools }),
    ask("x", { outputFormat }),
    ask("x", { messages: [{ role: "tool", toolCallId: "1", content: "y" }] }),
    ask("x", {
      messages: [
        { role: "user", content: "a needle" },
        { role: "user", content: "x" },
      ],
    }),
  ];
  expect(await textsOf({ rules }, requests)).toEqual(["system", "model", "pay", "verdict", "tool", "any"]);
});

test("call counts all requests, hit those of the rule, times limits its answers", async () => {
  const rules = [
    { when: { call: 2 }, reply: { text: "second of all" } },
    { when: { user: "a", hit: 2 }, reply: { text: "second a" } },
    { when: { user: "a" }, times: 2, reply: { text: "a{{hit}} call{{call}}" } },
  ];
  const texts = await textsOf(
    { rules, default: { text: "-" } },
    ["a", "a", "a", "a", "a"].map((user) => ask(user)),
  );
  expect(texts).toEqual(["a1 call1", "second of all", "second a", "a2 call4", "-"]);
});

test("generated values take the properties that the script gives", async () => {
  const schema = {
    type: "object",
    properties: { approve: { type: "boolean" }, feedback: { type: "string" } },
    required: ["approve", "feedback"],
  };
  const rules = [{ when: { user: "again" }, reply: { generate: { approve: false } } }];
  const [text] = await textsOf({ rules }, [ask("again", { outputFormat: { type: "json_schema", name: "v", schema } })]);
  expect(JSON.parse(text!)).toEqual({ approve: false, feedback: expect.stringMatching(/\w{3}/) });
});

test("usage is counted, overridden or left out", async () => {
  const model = scripted({
    rules: [
      { when: { call: 1 }, reply: { text: "some words here" } },
      { when: { call: 2 }, reply: { text: "x", usage: { inputTokens: -1, outputTokens: 9 } } },
      { when: { call: 3 }, reply: { text: "x", usage: "none" } },
    ],
  });
  expect((await model.complete(ask("hello"), never)).usage).toEqual({ inputTokens: 8, outputTokens: 3 });
  expect((await model.complete(ask("hello"), never)).usage).toEqual({ inputTokens: -1, outputTokens: 9 });
  expect(await model.complete(ask("hello"), never)).not.toHaveProperty("usage");
});

test("delays are on the injected clock and end with the signal", async () => {
  // Its tables load from disk once, which no virtual clock sees.
  await loadTokenCounter();
  const model = scripted({ default: { text: "late", delayMs: 5_000 } });
  const reply = model.complete(ask("x"), never);
  await clock.advanceBy(4_999);
  expect(clock.nextAtMs()).toBe(clock.now() + 1);
  await clock.advanceBy(1);
  expect((await reply).text).toBe("late");
  const controller = new AbortController();
  const aborted = failureOf(model.complete(ask("x"), controller.signal));
  controller.abort(new Error("stop"));
  expect((await aborted).message).toBe("stop");
});

test("an error reply fails with the code that HTTP would have given", async () => {
  const model = scripted({ default: { error: { status: 429, retryAfterMs: 2_500 } } });
  expect(await failureOf(model.complete(ask("x"), never))).toMatchObject({
    code: "model_rate_limited",
    retryable: true,
    details: { retryAfterMs: 2_500 },
  });
});

test("in strict mode an unmatched request fails loudly, and unused rules can be listed", async () => {
  const model = scripted(
    {
      rules: [
        { when: { user: "apples" }, reply: { text: "A" } },
        { name: "bees", when: { user: "bees" }, reply: { text: "B" } },
      ],
    },
    true,
  );
  await model.complete(ask("apples"), never);
  expect(await failureOf(model.complete(ask("what else"), never))).toMatchObject({
    code: "script_unmatched",
    message: 'No rule of the script matches call 2: "what else"',
  });
  expect(model.unusedRules()).toEqual(["bees"]);
  expect(model.calls.map((call) => call.answer?.rule)).toEqual(["rule 1", undefined]);
});

test("calls are counted without being kept when recording is off", async () => {
  const model = createScriptedModel({ clock, recordCalls: false });
  await model.complete(ask("x"), never);
  expect(model.callCount).toBe(1);
  expect(model.calls).toEqual([]);
});

test("the same sequence of requests gets the same replies from a new model", async () => {
  const requests = ["one", "two", "one", "three"].map((user) => ask(user));
  const script = { rules: [{ when: { hit: 3 }, reply: { text: "third {{call}}" } }] };
  expect(await textsOf(script, requests)).toEqual(await textsOf(script, requests));
});

test("requests made side by side are numbered in the order in which they were made", async () => {
  const model = scripted({ default: { text: "{{call}}:{{user}}" } });
  const replies = await Promise.all(["a", "b", "c"].map((user) => model.complete(ask(user), never)));
  expect(replies.map((reply) => reply.text)).toEqual(["1:a", "2:b", "3:c"]);
});
