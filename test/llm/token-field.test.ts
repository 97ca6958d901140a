import { expect, test } from "vitest";
import { ask, failureOf, never, scriptedEndpoint } from "./support/endpoint.ts";

const words = { text: "one two three four five six seven" };

test.each([[true], [false]])(
  "an endpoint that knows only max_tokens is asked with it, and only once with the other (names the parameter: %s)",
  async (namesParam) => {
    const { model, server } = await scriptedEndpoint({
      endpoint: { rejects: ["max_completion_tokens"], namesParam },
      default: words,
    });
    for (const _call of [1, 2]) {
      expect(await model.complete(ask("x", { maxOutputTokens: 3 }), never)).toMatchObject({ text: "one two three" });
    }
    expect(server.callCount).toBe(2);
  },
);

test("an endpoint that overlooks max_completion_tokens is asked with max_tokens from the second call on", async () => {
  const { model } = await scriptedEndpoint({ endpoint: { ignores: ["max_completion_tokens"] }, default: words });
  expect((await model.complete(ask("x", { maxOutputTokens: 3 }), never)).text).toBe(words.text);
  expect((await model.complete(ask("x", { maxOutputTokens: 3 }), never)).text).toBe("one two three");
});

test("a request that is refused for another reason is not asked again once one was answered", async () => {
  const { model, server } = await scriptedEndpoint({
    rules: [{ when: { user: "bad" }, reply: { error: { status: 400 } } }],
    default: words,
  });
  await model.complete(ask("fine"), never);
  expect(await failureOf(model.complete(ask("bad"), never))).toMatchObject({ code: "model_rejected", details: { status: 400 } });
  expect(server.callCount).toBe(2);
});

test("a refusal that names another parameter is not asked again", async () => {
  const { model, server } = await scriptedEndpoint({ endpoint: { rejects: ["tools"] } });
  const tools = [{ name: "f", description: "", parameters: { type: "object" } }];
  expect(await failureOf(model.complete(ask("x", { tools }), never))).toMatchObject({ details: { param: "tools" } });
  expect(server.callCount).toBe(0);
});
