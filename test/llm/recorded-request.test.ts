import { expect, test } from "vitest";
import { z } from "zod";
import type { ModelRequest } from "../../src/llm/model.ts";
import { keptJson, requestOf, requestParts } from "../../src/llm/recorded-request.ts";
import { defineScript } from "../../src/llm/scripted/parse-script.ts";
import { createScriptedModel } from "../../src/llm/scripted/scripted-model.ts";
import { loadTokenCounter } from "../../src/llm/tokens.ts";
import { defineTool } from "../../src/llm/tool.ts";
import { withoutFenceCodes } from "../../src/llm/untrusted.ts";
import { EngineWorld, newRun } from "../support/engine-world.ts";
import { executeWith } from "./support/engine-worker.ts";

const look = defineTool({
  name: "look",
  description: "Looks",
  input: z.object({ at: z.string() }),
  execute: async ({ at }) => `nothing at ${at}`,
});

test("a recorded model call holds what was asked: messages, tools, schema, bounds, without fence codes and keys", async () => {
  await loadTokenCounter();
  const world = EngineWorld.open();
  const script = defineScript({
    rules: [
      { when: { call: 1 }, reply: { toolCalls: [{ name: "look", arguments: '{"at": "sea"}' }] } },
      { when: { call: 2 }, reply: { text: "no JSON" } },
    ],
    default: { json: { title: "Tides" } },
  });
  const model = createScriptedModel({ clock: world.clock, script });
  const prices = { m: { inputUsdPerMTok: 1, outputUsdPerMTok: 1 } };
  const redact = (text: string) => text.replaceAll("the-key", "[redacted]");
  world.start(
    executeWith(world, { model, models: ["m"], prices, limits: [], redact }, async (worker) => {
      const output = z.object({ title: z.string() });
      await worker.run({ instructions: "Write. the-key", input: "About tides", tools: [look], output });
    }),
  );
  await world.engine.submit([newRun("a")]);
  await world.finish();
  const texts = world.engine.texts("a");
  const recorded = world.engine.steps("a").filter((step) => step.name.startsWith("model:"));
  const requests = recorded.map(({ params }) => requestOf((params as string[]).map((key) => texts.get(key) ?? "")));
  const sent = model.calls.map(({ request: { model: _, ...request } }): Omit<ModelRequest, "model"> => {
    return JSON.parse(keptJson(request, (text) => redact(withoutFenceCodes(text))));
  });
  expect(requests).toHaveLength(3);
  expect(requests.map(({ messages }) => messages.length)).toEqual([2, 4, 6]);
  // The repair was asked for with the schema in the prompt; in substance it is the same request.
  expect(requests.slice(0, 2)).toEqual(sent.slice(0, 2));
  expect(requests[2]!.messages.slice(1)).toEqual(sent[2]!.messages.slice(1));
  expect(requests[2]).toMatchObject({ outputFormat: { type: "json_schema", name: "worker" }, tools: [{ name: "look" }] });
  const everything = [...texts.values()].join("\n");
  expect(everything).not.toContain("the-key");
  expect(everything).toContain("Write. [redacted]");
  // Settings, instructions, brief and four more messages: none twice.
  expect(texts.size).toBe(7);
});

test("images stand as their hash, and a very long text is cut but still tells whether it changed", () => {
  const parts = (text: string, base64: string) =>
    requestParts(
      {
        maxOutputTokens: 10,
        messages: [
          {
            role: "user",
            content: [
              { type: "text", text },
              { type: "image", mediaType: "image/png", base64 },
            ],
          },
        ],
      },
      (all) => all,
    );
  const long = "x".repeat(400_000);
  const [, kept] = parts(`${long}1`, "aGVsbG8=");
  expect(kept!.length).toBeLessThan(270_000);
  expect(kept).toContain("[cut: 400001 characters, sha256:");
  expect(kept).not.toContain("aGVsbG8=");
  expect(parts(`${long}2`, "aGVsbG8=")[1]).not.toBe(kept);
  expect(parts(`${long}1`, "aGVsbG8h")[1]).not.toBe(kept);
  expect(parts(`${long}1`, "aGVsbG8=")[1]).toBe(kept);
});
