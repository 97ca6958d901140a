import { describe, expect, it } from "vitest";
import { z } from "zod";
import { dailyUses } from "../../src/daemon/health/daily-use.ts";
import { defineScript } from "../../src/llm/scripted/parse-script.ts";
import type { ScriptSource } from "../../src/llm/scripted/script.ts";
import { createScriptedModel } from "../../src/llm/scripted/scripted-model.ts";
import { defineTool } from "../../src/llm/tool.ts";
import type { WorkerTask } from "../../src/llm/worker-task.ts";
import { TestDaemon } from "../support/market-daemon.ts";
import { authored } from "../support/market-house.ts";
import { openTrade } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

const prices = { small: { inputUsdPerMTok: 0.5, outputUsdPerMTok: 0.5 } };
// Booked at its maximum: somewhat more than 500,000 nano-USD.
const dear: ScriptSource = { default: { text: "Otters float", usage: "none" } };
const task = { instructions: "Write", input: "about otters", maxOutputTokens: 1_000 };

interface Limits {
  readonly llm?: object;
  readonly agent?: object;
}

/** Two agents that put the same piece of work to a model, one at one minute past, the other at two. */
async function serve({ llm = {}, agent = {} }: Limits, script: ScriptSource = dear, given: WorkerTask = task) {
  const world = await MarketWorld.open();
  const trade = await openTrade(world);
  const model = createScriptedModel({ clock: world.clock, script: defineScript(script) });
  const code = (minute: number) =>
    authored({
      handlers: {},
      schedules: { work: { cron: `${minute} * * * *`, timeZone: "UTC", run: (ctx) => ctx.worker.run(given) } },
    });
  const daemon = new TestDaemon({
    world,
    dir: tempDirectory(),
    model,
    code: { one: code(1), two: code(2) },
    agents: [
      { use: "one", name: "first", apiKey: trade.seller.apiKey, ...agent },
      { use: "two", name: "second", apiKey: trade.buyer.apiKey, ...agent },
    ],
    config: { llm: { models: ["small"], prices, ...llm } },
  });
  await world.through(daemon.daemon.start());
  await world.clock.advanceBy(5 * 60_000);
  const ends = () => daemon.engine.list().map(({ agent: who, code: why, status }) => [who, why ?? status]);
  return { world, daemon, model, ends };
}

describe("limits of the configuration", () => {
  it("llm.budget.usdPerDay is one limit for all agents, told beside theirs", async () => {
    const { world, daemon, model, ends } = await serve({ llm: { budget: { usdPerDay: 0.0009 } } });
    expect(ends()).toEqual([
      ["first", "done"],
      ["second", "budget_exceeded"],
    ]);
    expect(daemon.engine.get(daemon.engine.list()[1]!.id)?.reason).toContain("llm.budget.usdPerDay allows $0.000900");
    expect(model.callCount).toBe(1);
    const use = { agent: null, name: "llm.budget.usdPerDay", unit: "usd_nano", used: expect.any(Number), limit: 900_000 };
    expect(dailyUses(daemon.engine, daemon.daemon.agents.values(), world.clock.now())).toEqual([use]);
  });

  it("budget.usdPerCall refuses every single call that could cost more", async () => {
    const { model, ends } = await serve({ agent: { budget: { usdPerCall: 0.0003 } } });
    expect(ends()).toEqual([
      ["first", "budget_exceeded"],
      ["second", "budget_exceeded"],
    ]);
    expect(model.callCount).toBe(0);
  });

  const look = defineTool({
    name: "look",
    description: "Looks",
    input: z.object({ at: z.int() }),
    execute: async ({ at }) => at,
  });
  const looking: ScriptSource = {
    default: { toolCalls: [{ name: "look", arguments: '{"at": {{call}}}' }], usage: { inputTokens: 10, outputTokens: 10 } },
  };

  it.each([
    ["worker.maxSteps", { maxSteps: 2 }, {}, "worker_steps_exhausted", 6],
    ["worker.maxTokens", { maxTokens: 1_050 }, {}, "worker_tokens_exhausted", 0],
    ["a task's own maxSteps before worker.maxSteps", { maxSteps: 2 }, { maxSteps: 1 }, "worker_steps_exhausted", 4],
  ])("%s ends the work", async (_name, worker, own, code, calls) => {
    const { model, ends } = await serve({ agent: { worker } }, looking, { ...task, tools: [look], ...own });
    expect(ends()).toEqual([
      ["first", code],
      ["second", code],
    ]);
    expect(model.callCount).toBe(calls);
  });

  it("worker.maxDurationMs ends the work, which the run may take up again", async () => {
    const { ends } = await serve({ agent: { worker: { maxDurationMs: 1_000 } } }, { default: { text: "slow", delayMs: 5_000 } });
    expect(ends()).toEqual([
      ["first", "worker_time_exhausted"],
      ["second", "worker_time_exhausted"],
    ]);
  });
});
