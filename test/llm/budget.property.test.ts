import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { errorCode } from "../../src/base/errors.ts";
import type { Model, ModelReply, ModelRequest } from "../../src/llm/model.ts";
import { createModelMemory } from "../../src/llm/model-memory.ts";
import { costUsdNano, type ModelPrices, priceOf } from "../../src/llm/prices.ts";
import { defineScript } from "../../src/llm/scripted/parse-script.ts";
import { createScriptedModel } from "../../src/llm/scripted/scripted-model.ts";
import { loadTokenCounter } from "../../src/llm/tokens.ts";
import { defineTool } from "../../src/llm/tool.ts";
import { costLimits } from "../../src/runtime/model-budget.ts";
import { EngineWorld, newRun } from "../support/engine-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";
import { executeWith } from "./support/engine-worker.ts";

const seed = Number(process.env.UPCLAWS_TEST_SEED ?? 20_261_123);

const usd = fc.double({ min: 0, max: 50, noNaN: true });
const price = fc.record({ inputUsdPerMTok: usd, outputUsdPerMTok: usd });
const told = fc.oneof(fc.integer({ min: -10, max: 3 }), fc.integer({ min: 0, max: 1e9 }));
const lie = fc.record({ inputTokens: told, outputTokens: told });
const usage = fc.oneof(
  fc.constant({}),
  fc.constant({ usage: "none" as const }),
  lie.map((tokens) => ({ usage: tokens })),
);
const toolCall = { toolCalls: [{ name: "note", arguments: '{"call": {{call}}}' }] };
const reply = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.lorem({ maxCount: 30 }), usage).map(([text, counted]) => ({ text, ...counted })) },
  { weight: 3, arbitrary: usage.map((counted) => ({ ...toolCall, ...counted })) },
  { weight: 1, arbitrary: fc.constantFrom(400, 402, 408, 429, 500, 503).map((status) => ({ error: { status } })) },
  { weight: 1, arbitrary: fc.constant({ text: "", usage: "none" as const }) },
);
const scenario = fc.record({
  prices: fc.record({ a: price, b: price }),
  /** In nano-USD: from nothing to more than all calls can need. */
  budgets: fc.record({
    day: fc.integer({ min: 0, max: 5e7 }),
    order: fc.integer({ min: 0, max: 2e7 }),
    all: fc.integer({ min: 0, max: 6e7 }),
    call: fc.integer({ min: 0, max: 2e7 }),
  }),
  replies: fc.array(reply, { minLength: 1, maxLength: 8 }),
  runs: fc.integer({ min: 1, max: 4 }),
  maxOutputTokens: fc.integer({ min: 1, max: 400 }),
  /** The process dies while these calls, counted over all lives, are in flight. */
  crashes: fc.uniqueArray(fc.integer({ min: 1, max: 15 }), { maxLength: 3 }),
});
type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

const agents = ["writer", "buyer"];
const note = defineTool({
  name: "note",
  description: "Notes",
  input: z.object({ call: z.int() }),
  execute: async ({ call }) => call,
});

interface Truth {
  calls: number;
  /** What an honest endpoint would bill for everything it answered. */
  billed: number;
}

/** Plays the replies in turn; dies at the crashes; looks at the books while each call is in flight. */
function endpoint(
  world: EngineWorld,
  { replies, crashes, budgets }: Scenario,
  prices: ModelPrices,
  truth: Truth,
  check: () => void,
): Model {
  return {
    async complete(request: ModelRequest, signal: AbortSignal): Promise<ModelReply> {
      const call = ++truth.calls;
      check();
      await world.clock.sleep(call % 3, signal);
      const script = defineScript({ default: replies[call % replies.length]! });
      const answer = await createScriptedModel({ clock: world.clock, script }).complete(request, signal);
      const counted = await honestUsage(request, answer);
      const bill = costUsdNano(counted, priceOf(prices, request.model));
      expect(bill).toBeLessThanOrEqual(budgets.call);
      truth.billed += bill;
      if (crashes.includes(call)) world.crash();
      return world.crashed ? await new Promise<never>(() => {}) : answer;
    },
  };
}

async function honestUsage(request: ModelRequest, answer: ModelReply) {
  const tokens = await loadTokenCounter();
  const written = tokens.ofText(answer.text ?? "") + answer.toolCalls.reduce((sum, one) => sum + tokens.ofText(one.arguments), 0);
  return { inputTokens: tokens.ofPrompt(request), outputTokens: Math.min(written, request.maxOutputTokens) };
}

test(`booked spend never passes a budget and never falls below what was used, whatever the endpoint tells and whenever the process dies (seed ${seed})`, async () => {
  await loadTokenCounter();
  const seen = { runs: 0, refused: 0, crashed: 0 };
  await fc.assert(
    fc.asyncProperty(scenario, async (plan) => {
      const dir = tempDirectory();
      const truth: Truth = { calls: 0, billed: 0 };
      for (let life = 0; life <= 3; life++) {
        const world = EngineWorld.open({ dir });
        const spent = (scope: object) => world.engine.spent({ ...scope, unit: "usd_nano", sinceMs: 0 });
        const check = () => {
          expect(spent({})).toBeLessThanOrEqual(plan.budgets.all);
          for (const agent of agents) expect(spent({ agent })).toBeLessThanOrEqual(plan.budgets.day);
          for (let run = 0; run < plan.runs; run++)
            expect(spent({ subject: `order of ${run}` })).toBeLessThanOrEqual(plan.budgets.order);
        };
        const model = endpoint(world, plan, plan.prices, truth, check);
        const memory = createModelMemory(world.clock);
        world.start((run, journal) => {
          const { order, day, all, call } = plan.budgets;
          const budget = { usdPerOrder: order / 1e9, usdPerDay: day / 1e9, usdPerDayOfAll: all / 1e9 };
          const limits = costLimits(budget, run, world.clock.now());
          const maxUsdPerCall = call / 1e9;
          const options = { model, models: ["a", "b"] as const, prices: plan.prices, limits, maxUsdPerCall, memory };
          return executeWith(world, options, async (worker) => {
            const { maxOutputTokens } = plan;
            const work = worker.run({ instructions: "Work.", input: `Order ${run.id}`, tools: [note], maxOutputTokens });
            await work.catch((error: unknown) => {
              if (errorCode(error) === "budget_exceeded") seen.refused++;
              throw error;
            });
          })(run, journal);
        });
        const runs = Array.from({ length: plan.runs }, (_, run) => newRun(`${run}`, { agent: agents[run % 2]! }));
        await world.engine.submit(runs);
        await world.finish();
        if (world.crashed) {
          seen.crashed++;
          continue;
        }
        check();
        expect(truth.billed).toBeLessThanOrEqual(spent({}));
        expect(world.engine.list().every((run) => ["done", "dead"].includes(run.status))).toBe(true);
        expect(world.engine.list().filter((run) => run.code === "replay_diverged")).toEqual([]);
        world.store.close();
        seen.runs += plan.runs;
        return;
      }
      throw new Error("more lives than crashes");
    }),
    { numRuns: 200, seed, verbose: true },
  );
  // The scenarios must be worth something: some budgets refuse, some processes die.
  expect(seen.refused).toBeGreaterThan(10);
  expect(seen.crashed).toBeGreaterThan(10);
}, 60_000);
