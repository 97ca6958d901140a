import { expect, test } from "vitest";
import { loadTokenCounter } from "../../src/llm/tokens.ts";

const counter = await loadTokenCounter();

test("ordinary text is counted as the model would", () => {
  expect(counter.ofText("Hello there, this is a first text")).toBe(8);
  expect(counter.ofText("")).toBe(0);
});

test("text that mentions special tokens is ordinary text", () => {
  expect(counter.ofText("x <|endoftext|> y")).toBeGreaterThan(3);
});

test("an unbroken run of 200,000 letters is counted in well under the time a quadratic merge would take", () => {
  const startedAt = performance.now();
  expect(counter.ofText("a".repeat(200_000))).toBeGreaterThan(10_000);
  expect(performance.now() - startedAt).toBeLessThan(3_000);
});

test("tools and an output schema add to the prompt", () => {
  const messages = [{ role: "user", content: "hi" }] as const;
  const bare = counter.ofPrompt({ messages });
  const tools = [{ name: "look_up", description: "Looks up", parameters: { type: "object" } }];
  const outputFormat = { type: "json_schema", name: "out", schema: { type: "object" } } as const;
  expect(counter.ofPrompt({ messages, tools })).toBeGreaterThan(bare);
  expect(counter.ofPrompt({ messages, outputFormat })).toBeGreaterThan(bare);
});

test("truncated text is a beginning of the text within the limit", () => {
  const text = "Ünïcode 🙂 words and more words ".repeat(100);
  for (const limit of [1, 5, 17, 400]) {
    const cut = counter.truncate(text, limit);
    expect(text.startsWith(cut)).toBe(true);
    expect(counter.ofText(cut)).toBeLessThanOrEqual(limit + 1);
  }
  expect(counter.truncate("short", 100)).toBe("short");
});
