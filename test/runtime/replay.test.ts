import { describe, expect, it } from "vitest";
import { z } from "zod";
import { errorCode } from "../../src/base/errors.ts";
import { requestOf } from "../../src/llm/recorded-request.ts";
import { defineScript } from "../../src/llm/scripted/parse-script.ts";
import type { ScriptSource } from "../../src/llm/scripted/script.ts";
import { createScriptedModel } from "../../src/llm/scripted/scripted-model.ts";
import { defineTool } from "../../src/llm/tool.ts";
import { recordedParts } from "../../src/runtime/replay/difference.ts";
import { type RecordedRun, readRecordedRun } from "../../src/runtime/replay/recorded-run.ts";
import { replayRun } from "../../src/runtime/replay/replay-run.ts";
import { parseRunFile, runFile } from "../../src/runtime/replay/run-file.ts";
import { type Authored, authored, House } from "../support/market-house.ts";
import { openTrade, place } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";

type OnCreated = NonNullable<NonNullable<Authored["handlers"]>["order.created"]>;

const look = defineTool({
  name: "look",
  description: "Looks",
  input: z.object({ at: z.string() }),
  execute: async ({ at }) => `nothing at ${at}`,
});
const looking: ScriptSource = {
  rules: [{ when: { tools: "look", last: "user" }, reply: { toolCalls: [{ name: "look", arguments: '{"at": "sea"}' }] } }],
  default: { text: "Otters float" },
};
const prices = { m: { inputUsdPerMTok: 1, outputUsdPerMTok: 1 } };
const patience = new AbortController().signal;

/** Runs `onCreated` for real, once, and answers what it left behind. */
async function recorded(onCreated: OnCreated, script: ScriptSource = looking, approvals: Authored["approvals"] = undefined) {
  const world = await MarketWorld.open();
  const trade = await openTrade(world);
  const model = createScriptedModel({ clock: world.clock, script: defineScript(script) });
  const agent = { handlers: { "order.created": onCreated }, ...(approvals && { approvals }) };
  const house = new House({ world, actor: trade.seller, worker: { model, models: ["m"], prices, budget: {} }, agent });
  const orderId = await place(trade, "Otters, please");
  const id = await house.tell("order.created", { order_id: orderId });
  const record = readRecordedRun(house.life.directory.database, id, trade.seller.id);
  const before = { calls: model.callCount, events: world.happened("order.delivered").length, key: trade.seller.apiKey };
  return { record, before, model, world };
}

const again = (record: RecordedRun, onCreated: OnCreated, signal = patience) =>
  replayRun(record, { definition: authored({ handlers: { "order.created": onCreated } }), settings: {}, signal });

const work: OnCreated = async (ctx) => {
  await ctx.start();
  const { output } = await ctx.worker.run({ instructions: "Write\nplainly.", input: ctx.brief(), tools: [look] });
  ctx.state.set("seen", true);
  ctx.schedule("remind", 60_000, { about: ctx.order.id });
  await ctx.deliver(`${output}\non their backs`);
};

describe("a replay", () => {
  it("of unchanged code uses every record and differs in nothing, asks nobody, and holds the prompts", async () => {
    const { record, before, model, world } = await recorded(work);
    const replay = await again(record, work);
    expect(replay).toMatchObject({ verdict: "same", differences: [], outcome: { kind: "done" } });
    expect(replay.used.map(({ name }) => name)).toEqual([
      "event",
      "start",
      "model:worker",
      "tool:worker:look",
      "model:worker",
      "deliver",
    ]);
    expect(model.callCount).toBe(before.calls);
    expect(world.happened("order.delivered")).toHaveLength(before.events);
    const prompts = replay.used.flatMap((row) => recordedParts(row, record.texts) ?? []);
    expect(prompts.join("\n")).toContain("Otters, please");
    expect(prompts.join("\n")).not.toContain(before.key);
    const last = replay.used.findLast(({ name }) => name === "model:worker");
    expect(requestOf(recordedParts(last!, record.texts)!).messages.map(({ role }) => role)).toEqual([
      "system",
      "user",
      "assistant",
      "tool",
    ]);
  });

  it("shows a changed prompt line by line, and goes on with the recorded answer", async () => {
    const { record } = await recorded(work);
    const replay = await again(record, async (ctx) => {
      await ctx.start();
      const { output } = await ctx.worker.run({ instructions: "Write\nat length.", input: ctx.brief(), tools: [look] });
      ctx.schedule("remind", 60_000, { about: ctx.order.id });
      await ctx.deliver(`${output}\non their backs`);
    });
    expect(replay.verdict).toBe("different");
    expect(replay.differences.map(({ kind, step }) => [kind, step])).toEqual([
      ["request", "step model:worker"],
      ["request", "step model:worker (2)"],
    ]);
    expect(replay.differences[0]?.text).toContain("  Write\n- plainly.\n+ at length.\n");
    expect(replay.used).toHaveLength(6);
  });

  it("shows what an action would send now", async () => {
    const { record } = await recorded(work);
    const replay = await again(record, async (ctx) => {
      await ctx.start();
      const { output } = await ctx.worker.run({ instructions: "Write\nplainly.", input: ctx.brief(), tools: [look] });
      ctx.schedule("remind", 60_000, { about: ctx.order.id });
      await ctx.deliver(`${output}\nin rafts`);
    });
    expect(replay.differences).toMatchObject([{ kind: "params", step: "action deliver" }]);
    expect(replay.differences[0]?.text).toContain("-   on their backs\n+   in rafts");
  });

  it("names the record that nobody asks for, the call that has none, and a timer that is not set", async () => {
    const { record } = await recorded(work);
    const other = await again(record, async (ctx) => {
      await ctx.start();
      await ctx.step("look it up", () => "never performed");
      throw new Error("unreachable");
    });
    expect(other.verdict).toBe("different");
    expect(other.differences.map(({ kind, step }) => `${kind} ${step}`).sort()).toEqual([
      "not_asked action deliver",
      "not_asked step model:worker",
      "not_asked step model:worker (2)",
      "not_asked step tool:worker:look",
      "not_recorded step look it up",
    ]);
    expect(other.beyond).toMatchObject({ name: "look it up" });
    const lazy = await again(record, async (ctx) => {
      await ctx.start();
      const { output } = await ctx.worker.run({ instructions: "Write\nplainly.", input: ctx.brief(), tools: [look] });
      await ctx.deliver(`${output}\non their backs`);
    });
    expect(lazy.differences).toEqual([{ kind: "timers", step: null, text: expect.stringMatching(/^- timer remind /) }]);
  });

  it("performs no step and catches no handler that would swallow the end of the record", async () => {
    const { record } = await recorded(async (ctx) => void (await ctx.start()));
    let performed = 0;
    const replay = await again(record, async (ctx) => {
      await ctx.start();
      const more = () => ctx.step("more", () => ++performed).catch(() => performed++);
      await Promise.allSettled([more(), more()]);
      performed += 10;
    });
    expect(performed).toBe(0);
    expect(replay.differences).toMatchObject([{ kind: "not_recorded", step: "step more" }]);
  });

  it("of a run that failed ends with its record: the same failure, or what mended code would do next", async () => {
    const broken: OnCreated = async (ctx) => {
      await ctx.start();
      throw new TypeError("a bug");
    };
    const { record } = await recorded(broken);
    expect(record.run.status).not.toBe("done");
    expect(await again(record, broken)).toMatchObject({ verdict: "same", outcome: { code: "handler_failed" } });
    const mended = await again(record, async (ctx) => {
      await ctx.start();
      await ctx.deliver("Otters");
    });
    expect(mended).toMatchObject({ verdict: "record_ended", differences: [], beyond: { kind: "action", name: "deliver" } });
    expect(mended.beyond?.text).toContain("Otters");
    const silent = await again(record, async (ctx) => void (await ctx.start()));
    expect(silent.differences).toMatchObject([{ kind: "outcome", text: expect.stringContaining("handler_failed") }]);
  });

  it("of a run whose model could not be reached stops at that call, and shows what it would ask", async () => {
    const { record } = await recorded(work, { default: { error: { status: 401 } } });
    expect(record.run).toMatchObject({ status: "dead", code: "model_rejected" });
    expect(await again(record, work)).toMatchObject({ verdict: "same", outcome: { kind: "dead", code: "model_rejected" } });
    const down = await recorded(work, { rules: [{ reply: { error: { status: 503 } }, times: 100 }], ...looking });
    const unfinished = { ...down.record, run: { ...down.record.run, status: "queued" as const, code: "model_overloaded" } };
    const steps = unfinished.steps.filter(
      ({ name }) => !name.startsWith("model") && name !== "deliver" && !name.startsWith("tool"),
    );
    const replay = await again({ ...unfinished, steps }, work);
    expect(replay).toMatchObject({ verdict: "record_ended", beyond: { name: "model:worker" } });
    expect(replay.beyond?.text).toContain("plainly.");
  });

  it("of a run that waits for a person takes the held answer, and stops where the run did", async () => {
    const asks: OnCreated = async (ctx) => {
      await ctx.start();
      await ctx.deliver("Otters");
      await ctx.message("There you are");
    };
    const { record } = await recorded(asks, looking, ({ action }) => (action === "deliver" ? "hold" : "never"));
    expect(record.run.status).toBe("waiting");
    expect(await again(record, asks)).toMatchObject({ verdict: "same", outcome: { kind: "waiting" } });
  });

  it("gives a handler up that waits for something else", async () => {
    const { record } = await recorded(work);
    const ending = new AbortController();
    const replaying = again(record, () => new Promise(() => {}), ending.signal);
    ending.abort(new Error("enough"));
    expect((await replaying).differences.map(({ kind }) => kind)).toContain("hangs");
  });

  it("goes the same from a file, which a person can read and which holds no key", async () => {
    const { record, before } = await recorded(work);
    const text = runFile(record, (all) => all.replaceAll(before.key, "[redacted]"));
    expect(text).toContain('"content": "Write\\nplainly.');
    expect(text).not.toContain(before.key);
    const read = parseRunFile(text, "run.json");
    expect(read).toEqual(record);
    expect(await again(read, work)).toMatchObject({ verdict: "same", differences: [] });
    for (const broken of ["", "{}", "[]", text.replace("upclaws-run/1", "upclaws-run/9")]) {
      const failure = await Promise.resolve()
        .then(() => parseRunFile(broken, "run.json"))
        .catch((error: unknown) => error);
      expect(errorCode(failure)).toBe("run_file_invalid");
    }
  });
});
