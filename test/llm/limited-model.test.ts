import { expect, it } from "vitest";
import { llmError } from "../../src/llm/errors.ts";
import { limitedModel } from "../../src/llm/limited-model.ts";
import type { Model, ModelReply } from "../../src/llm/model.ts";

const prices = { m: { inputUsdPerMTok: 0, outputUsdPerMTok: 1_000 } };
const limit = { name: "llm.budget.usdPerDay", maximumUsd: 1 };
const { signal } = new AbortController();

/** A tenth of the limit at most; each call waits to be answered. */
const ask = (model: Model) => model.complete({ model: "m", messages: [], maxOutputTokens: 100 }, signal);
const reply = (outputTokens?: number): ModelReply => ({
  text: "done",
  toolCalls: [],
  finishReason: "stop",
  model: "m",
  ...(outputTokens !== undefined && { usage: { inputTokens: 1, outputTokens } }),
});

it("lets no call through that could pass the limit, however many are under way", async () => {
  const waiting: (() => void)[] = [];
  const slow: Model = { complete: () => new Promise((resolve) => waiting.push(() => resolve(reply(100)))) };
  const model = limitedModel(slow, prices, limit);
  const calls = Promise.allSettled(Array.from({ length: 15 }, () => ask(model)));
  const refusal = { code: "budget_exceeded", details: { name: "llm.budget.usdPerDay", mayBeBilled: false } };
  await expect(ask(model)).rejects.toMatchObject(refusal);
  expect(waiting).toHaveLength(10);
  for (const answer of waiting) answer();
  const told = (await calls).map(({ status }) => status);
  expect(told).toEqual([...Array(10).fill("fulfilled"), ...Array(5).fill("rejected")]);
});

it.each([
  ["what a reply tells", async () => reply(50), 19],
  ["what was written, where a reply tells less", async () => ({ ...reply(0), text: "word ".repeat(50).trim() }), 19],
  ["the most it can be, where a reply tells more", async () => reply(1e9), 10],
  ["the most it can be, where a reply tells nothing", async () => reply(), 10],
  ["the most it can be, where nobody knows", () => Promise.reject(llmError("model_timeout", "too slow", {})), 10],
])("books %s", async (_, complete, calls) => {
  const model = limitedModel({ complete }, prices, limit);
  let admitted = 0;
  for (let count = 0; count < 30; count++) {
    const code = await ask(model).then(
      () => undefined,
      (error: { readonly code: string }) => error.code,
    );
    if (code !== "budget_exceeded") admitted++;
  }
  expect(admitted).toBe(calls);
});

it("gives back what a call that surely cost nothing had reserved", async () => {
  let asked = 0;
  const away = { complete: () => Promise.reject(llmError("model_unreachable", `${++asked}`, { mayBeBilled: false })) };
  const model = limitedModel(away, prices, limit);
  for (let count = 0; count < 30; count++) await expect(ask(model)).rejects.toMatchObject({ code: "model_unreachable" });
  expect(asked).toBe(30);
});
