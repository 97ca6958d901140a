import { expect, test } from "vitest";
import { PromptEstimate } from "../../src/llm/prompt-estimate.ts";
import { loadTokenCounter } from "../../src/llm/tokens.ts";
import { ask } from "./support/endpoint.ts";
import { httpWorker } from "./support/http-worker.ts";

const tokens = await loadTokenCounter();
const request = ask("tides ".repeat(1_000));
const counted = tokens.ofPrompt(request);

test("a prompt is estimated with a margin for other tokenizers", () => {
  const { inputTokens, outputTokens } = new PromptEstimate().atMost(request, tokens);
  expect(inputTokens).toBeGreaterThan(counted * 1.1);
  expect(outputTokens).toBe(request.maxOutputTokens);
});

test("an endpoint that counts more raises the next estimate of that model, up to four times our count", () => {
  const estimate = new PromptEstimate();
  estimate.learn(request, counted * 1.5, tokens);
  expect(estimate.atMost(request, tokens).inputTokens).toBeGreaterThanOrEqual(counted * 1.5);
  estimate.learn(request, counted, tokens);
  expect(estimate.atMost(request, tokens).inputTokens).toBeGreaterThanOrEqual(counted * 1.5);
  estimate.learn(request, 1e12, tokens);
  expect(estimate.atMost(request, tokens).inputTokens).toBeLessThanOrEqual(counted * 4 + 33);
  expect(estimate.atMost({ ...request, model: "other" }, tokens).inputTokens).toBeLessThan(counted * 1.2);
});

test("an endpoint that counts more for an image raises the next estimate of that model's images, up to 50,000", () => {
  const estimate = new PromptEstimate();
  const image = { type: "image", mediaType: "image/png", base64: "iVBORw0KGgo=" } as const;
  const shown = { ...request, messages: [{ role: "user", content: [image, image] }] } as const;
  expect(estimate.atMost(shown, tokens).inputTokens).toBeGreaterThan(6_000);
  estimate.learn(shown, 51_000, tokens);
  expect(estimate.atMost(shown, tokens).inputTokens).toBeGreaterThanOrEqual(51_000);
  expect(estimate.atMost(request, tokens).inputTokens).toBeLessThan(counted * 1.2);
  estimate.learn(shown, 1e12, tokens);
  expect(estimate.atMost(shown, tokens).inputTokens).toBeLessThan(101_000);
});

test("a worker learns it from the usage it is told", async () => {
  const { another, journal, execute } = await httpWorker({
    default: { text: "ok", usage: { inputTokens: 6_000, outputTokens: 1 } },
  });
  const task = { instructions: "Work.", input: "tides ".repeat(4_000) };
  await another().run(task);
  await execute().run(task);
  const { maxInputTokens } = journal.performed[0]!.terms!.note as { maxInputTokens: number };
  expect(maxInputTokens).toBeGreaterThanOrEqual(6_000);
});
