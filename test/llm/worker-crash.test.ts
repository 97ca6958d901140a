import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { defineScript } from "../../src/llm/scripted/parse-script.ts";
import { createScriptedModel } from "../../src/llm/scripted/scripted-model.ts";
import { loadTokenCounter } from "../../src/llm/tokens.ts";
import { defineTool } from "../../src/llm/tool.ts";
import { EngineWorld, newRun } from "../support/engine-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";
import { executeWith } from "./support/engine-worker.ts";

const price = { inputUsdPerMTok: 1, outputUsdPerMTok: 2 };
const usage = { inputTokens: 90, outputTokens: 20 };
const look = { name: "look", arguments: '{"at": "sea"}' };
const count = { name: "count", arguments: '{"of": "otters"}' };
const script = defineScript({ default: { text: "Three otters", usage } });

interface Seen {
  /** Model calls by how many messages were asked with: a call that is repeated has the same. */
  readonly asked: number[];
  readonly tools: string[];
}

/** One life of a process that runs, or goes on with, the same piece of work; it dies where `plan` says. */
function live(
  dir: string,
  seen: Seen,
  plan: { readonly atCommit?: number; readonly after?: boolean; readonly inFlight?: string },
) {
  const world = EngineWorld.open({ dir });
  let commits = 0;
  const { commits: real } = world.store;
  const commit = real.commit.bind(real);
  // Before: the write never happens. After: it is on disk, and nobody hears of it.
  Object.assign(real, {
    commit: async (...args: Parameters<typeof commit>) => {
      if (++commits !== plan.atCommit) return await commit(...args);
      if (plan.after) await commit(...args);
      world.crash();
      return await new Promise(() => {});
    },
  });
  const dieIn = async (what: string) => {
    if (plan.inFlight !== what) return;
    world.crash();
    await new Promise(() => {});
  };
  const scripted = createScriptedModel({ clock: world.clock, script });
  const model = {
    complete: async (...args: Parameters<typeof scripted.complete>) => {
      const messages = args[0].messages.length;
      seen.asked.push(messages);
      await dieIn(`model ${messages}`);
      // Two rounds of tools, then an answer, whichever life asks.
      const [request, signal] = args;
      const rounds = request.messages.filter(({ role }) => role === "assistant").length;
      const calls = [[look, count], [{ ...look, arguments: '{"at": "shore"}' }]][rounds] ?? [];
      const reply = await scripted.complete({ ...request, tools: [] }, signal);
      const toolCalls = calls.map((call, index) => ({ ...call, id: `call_${rounds}_${index}` }));
      return calls.length > 0 ? { ...reply, text: null, toolCalls, finishReason: "tool_calls" as const } : reply;
    },
  };
  const tool = (name: string, input: z.ZodObject) =>
    defineTool({
      name,
      description: name,
      input,
      execute: async (given) => {
        seen.tools.push(`${name} ${JSON.stringify(given)}`);
        await dieIn(name);
        return `done: ${JSON.stringify(given)}`;
      },
    });
  const tools = [tool("look", z.object({ at: z.string() })), tool("count", z.object({ of: z.string() }))];
  world.start(
    executeWith(world, { model, models: ["m"], prices: { m: price }, limits: [] }, async (worker) => {
      const { output } = await worker.run({ instructions: "Work.", input: "Otters", tools, maxOutputTokens: 100 });
      expect(output).toBe("Three otters");
    }),
  );
  return { world, commits: () => commits };
}

const spent = ({ engine }: EngineWorld) => engine.spent({ unit: "usd_nano", sinceMs: 0 });

/** Dies as planned, then lives on to the end. */
async function crashOnce(plan: Parameters<typeof live>[2]) {
  const dir = tempDirectory();
  const seen: Seen = { asked: [], tools: [] };
  const first = live(dir, seen, plan);
  void first.world.engine.submit([newRun("a")]);
  await first.world.finish();
  const died = first.world.crashed;
  const before = { asked: [...seen.asked], tools: [...seen.tools] };
  const second = died ? live(dir, seen, {}) : first;
  if (died) {
    await second.world.engine.submit([newRun("a")]);
    await second.world.finish();
  }
  const { world } = second;
  const result = {
    died,
    before,
    seen,
    status: world.engine.get("a")?.status,
    spent: spent(world),
    steps: world.engine.steps("a"),
  };
  world.store.close();
  return result;
}

const duplicates = (values: readonly unknown[]) => values.length - new Set(values).size;
const calls = [2, 5, 7];

describe("a worker loop of three model calls and three tool calls", () => {
  /** What the three answers cost when nothing dies. */
  let undisturbed = 0;

  beforeAll(async () => {
    await loadTokenCounter();
  }, 60_000);

  beforeEach(async () => {
    const { died, seen, status, spent: booked } = await crashOnce({});
    expect([died, status, seen.asked, seen.tools.length]).toEqual([false, "done", calls, 3]);
    undisturbed = booked;
  });

  it.each([false, true])(
    "killed at any of its commits (after it: %s) asks no answered call again and keeps what it reserved booked",
    async (after) => {
      let kills = 0;
      for (let atCommit = 1; ; atCommit++) {
        const { died, seen, status, spent: booked, steps } = await crashOnce({ atCommit, after });
        if (!died) break;
        kills++;
        expect(status, `commit ${atCommit}`).toBe("done");
        // A call may be repeated only where its answer had not been committed: one at most for one kill.
        expect(duplicates(seen.asked), `commit ${atCommit}`).toBeLessThanOrEqual(after ? 0 : 1);
        expect(new Set(seen.asked)).toEqual(new Set(calls));
        // Two tools were under way together; each may be repeated once.
        expect(duplicates(seen.tools), `commit ${atCommit}`).toBeLessThanOrEqual(2);
        // Whatever was asked is booked: each answer at its cost, and a lost one at its maximum.
        expect(booked, `commit ${atCommit}`).toBeGreaterThanOrEqual(undisturbed);
        if (duplicates(seen.asked) > 0) expect(booked, `commit ${atCommit}`).toBeGreaterThan(undisturbed);
        expect(steps.every((step) => step.status === "done")).toBe(true);
      }
      // Submit, begin, three reservations, three answers, three tools, the outcome.
      expect(kills).toBeGreaterThanOrEqual(10);
    },
  );

  it.each(["model 2", "model 5", "model 7", "look", "count"])(
    "killed while %s is in flight repeats that alone, and pays for a lost answer",
    async (inFlight) => {
      const { died, before, seen, status, spent: booked } = await crashOnce({ inFlight });
      expect([died, status]).toEqual([true, "done"]);
      const isModel = inFlight.startsWith("model");
      expect(duplicates(seen.asked)).toBe(isModel ? 1 : 0);
      expect(duplicates(seen.tools)).toBeLessThanOrEqual(isModel ? 0 : 2);
      expect(before.asked.length).toBeGreaterThan(0);
      if (isModel) expect(booked).toBeGreaterThan(undisturbed);
      else expect(booked).toBe(undisturbed);
    },
  );
});
