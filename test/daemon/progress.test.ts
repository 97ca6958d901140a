import { expect, it } from "vitest";
import { defineScript } from "../../src/llm/scripted/parse-script.ts";
import { createScriptedModel } from "../../src/llm/scripted/scripted-model.ts";
import { TestDaemon } from "../support/market-daemon.ts";
import { authored } from "../support/market-house.ts";
import { openTrade, place } from "../support/market-trade.ts";
import { MarketWorld } from "../support/market-world.ts";
import { tempDirectory } from "../support/temp-directory.ts";

it("what models do is told as it happens, with their words only while somebody listens, and failures stand in the log", async () => {
  const world = await MarketWorld.open();
  const trade = await openTrade(world);
  const script = defineScript({
    rules: [{ when: { model: "first" }, reply: { error: { status: 503 } } }],
    default: { text: "Otters float on their backs" },
  });
  const price = { inputUsdPerMTok: 1, outputUsdPerMTok: 1 };
  const daemon = new TestDaemon({
    world,
    dir: tempDirectory(),
    model: createScriptedModel({ clock: world.clock, script }),
    code: {
      it: authored({
        handlers: {
          "order.created": async (ctx) => void (await ctx.worker.run({ name: "draft", instructions: "Write.", input: "Otters" })),
        },
      }),
    },
    agents: [{ use: "it", apiKey: trade.seller.apiKey }],
    config: { llm: { models: ["first", "second"], prices: { first: price, second: price } } },
  });
  const told: unknown[] = [];
  const texts: string[] = [];
  const onText = ({ worker, text }: { worker: string; text: string }) => void texts.push(`${worker}: ${text}`);
  daemon.daemon.progress.on("worker", ({ run, event }) => void told.push([run.agent, event.worker, event.type]));
  daemon.daemon.progress.on("text", onText);
  daemon.daemon.progress.on("text", () => {
    throw new Error("a display that fails");
  });
  await world.through(daemon.daemon.start());
  await place(trade);
  await world.clock.advanceBy(60_000);
  expect(told).toEqual([
    ["house", "draft", "model.asked"],
    ["house", "draft", "model.failed"],
    ["house", "draft", "model.asked"],
    ["house", "draft", "model.answered"],
  ]);
  expect(texts.join("")).toContain("draft: Otters float");
  const failed = daemon.log.find((line) => line.msg === "a model failed; the next one is asked");
  expect(failed).toMatchObject({ level: "warn", agent: "house", model: "first", code: "model_overloaded", worker: "draft" });
  expect(JSON.stringify(daemon.log)).not.toContain("on their backs");
});
