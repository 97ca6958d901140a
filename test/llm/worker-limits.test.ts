import { describe, expect, test } from "vitest";
import { z } from "zod";
import { VirtualClock } from "../../src/base/virtual-clock.ts";
import { defineScript } from "../../src/llm/scripted/parse-script.ts";
import type { ScriptSource } from "../../src/llm/scripted/script.ts";
import { createScriptedModel } from "../../src/llm/scripted/scripted-model.ts";
import { loadTokenCounter } from "../../src/llm/tokens.ts";
import { defineTool } from "../../src/llm/tool.ts";
import type { WorkerOptions } from "../../src/llm/worker.ts";
import { failureOf } from "./support/endpoint.ts";
import { httpWorker } from "./support/http-worker.ts";

const task = { instructions: "Use tools.", input: "Count." };
const count = defineTool({
  name: "count",
  description: "Counts",
  input: z.object({ to: z.int() }),
  execute: async ({ to }) => to,
});
const counting: ScriptSource = { default: { toolCalls: [{ name: "count", arguments: '{"to": {{call}}}' }] } };

describe("tokens", () => {
  test("end the work before a call that could pass the maximum, with the figures", async () => {
    const { execute, server } = await httpWorker(counting);
    const error = await failureOf(execute().run({ ...task, tools: [count], maxTokens: 3_000, maxOutputTokens: 1_000 }));
    expect(error).toMatchObject({
      code: "worker_tokens_exhausted",
      retryable: false,
      details: { name: "worker", maxTokens: 3_000 },
    });
    const { used, requested } = error.details as { used: number; requested: number };
    expect(used).toBeLessThanOrEqual(3_000);
    expect(used + requested).toBeGreaterThan(3_000);
    expect(server.callCount).toBeGreaterThan(1);
  });

  test("are counted at the maximum where the endpoint tells none", async () => {
    const { execute, server } = await httpWorker({ default: { ...counting.default, usage: "none" } });
    const run = execute().run({ ...task, tools: [count], maxTokens: 3_000, maxOutputTokens: 2_000 });
    expect((await failureOf(run)).code).toBe("worker_tokens_exhausted");
    expect(server.callCount).toBe(1);
  });
});

describe("money", () => {
  test("ends the work before a call that could cost more than maxCostUsd leaves", async () => {
    const { execute, server } = await httpWorker(counting);
    const error = await failureOf(execute().run({ ...task, tools: [count], maxCostUsd: 0.003, maxOutputTokens: 1_000 }));
    expect(error).toMatchObject({
      code: "budget_exceeded",
      retryable: false,
      details: { name: "maxCostUsd", maximum: 3_000_000 },
    });
    const { booked, requested } = error.details as { booked: number; requested: number };
    expect(booked).toBeGreaterThan(0);
    expect(booked + requested).toBeGreaterThan(3_000_000);
    expect(server.callCount).toBeGreaterThan(1);
  });

  test("admits no call under a maxCostUsd that is no number", async () => {
    const { execute, server } = await httpWorker(counting);
    const maxCostUsd = Number.NaN;
    expect(await failureOf(execute().run({ ...task, tools: [count], maxCostUsd }))).toMatchObject({ code: "budget_exceeded" });
    expect(server.callCount).toBe(0);
  });

  test("refuses a single call above maxUsdPerCall, without a request and without a booking", async () => {
    const { execute, server, journal } = await httpWorker({}, { maxUsdPerCall: 0.000_5 });
    expect(await failureOf(execute().run(task))).toMatchObject({
      code: "budget_exceeded",
      details: { name: "budget.usdPerCall", maximum: 500_000, booked: 0, requested: expect.any(Number) },
    });
    expect(server.callCount).toBe(0);
    expect(journal.failures).toEqual([0]);
  });

  test("does not refuse what is recorded, whatever the limits have become", async () => {
    const limits: { maxUsdPerCall?: number } = {};
    const { execute } = await httpWorker({ default: { text: "done" } }, limits);
    const first = await execute().run(task);
    expect(await execute().run({ ...task, maxTokens: 1 })).toEqual(first);
  });
});

describe("time", () => {
  /** Inside the process and on a virtual clock: nothing waits for real. */
  async function onVirtualClock(script: ScriptSource, more: Partial<WorkerOptions> = {}) {
    await loadTokenCounter();
    const clock = new VirtualClock();
    const model = createScriptedModel({ clock, script: defineScript(script) });
    return { clock, ...(await httpWorker({}, { clock, model, ...more })) };
  }

  test("aborts the call in flight at maxDurationMs, which stays booked at its maximum", async () => {
    const { clock, execute, journal } = await onVirtualClock({ default: { text: "late", delayMs: 90_000 } });
    const failure = failureOf(execute().run({ ...task, maxDurationMs: 60_000 }));
    await clock.advanceBy(60_000);
    expect(await failure).toMatchObject({
      code: "worker_time_exhausted",
      retryable: true,
      details: { name: "worker", maxDurationMs: 60_000 },
    });
    expect(journal.failures).toEqual([undefined]);
    expect(journal.values.size).toBe(0);
  });

  test("ends a tool too, even one that does not listen", async () => {
    const deaf = defineTool({ ...count, execute: () => new Promise<never>(() => {}) });
    const { clock, execute } = await onVirtualClock(counting);
    const failure = failureOf(execute().run({ ...task, tools: [deaf], maxDurationMs: 60_000 }));
    await clock.advanceBy(60_000);
    expect((await failure).code).toBe("worker_time_exhausted");
  });

  test("leaves no timer behind", async () => {
    const { clock, execute } = await onVirtualClock({ default: { text: "done" } });
    await execute().run(task);
    expect(clock.nextAtMs()).toBeUndefined();
  });

  test("ends at once when the caller's signal aborts, with the caller's reason", async () => {
    const stop = new AbortController();
    const { clock, execute, journal } = await onVirtualClock({ default: { text: "late", delayMs: 90_000 } });
    const failure = failureOf(execute().run({ ...task, signal: stop.signal }));
    await clock.advanceBy(1_000);
    stop.abort(new Error("the buyer went away"));
    expect((await failure).message).toBe("the buyer went away");
    expect(journal.values.size).toBe(0);
    expect((await failureOf(execute().run({ ...task, signal: stop.signal }))).message).toBe("the buyer went away");
  });
});
